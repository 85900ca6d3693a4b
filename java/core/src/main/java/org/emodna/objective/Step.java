package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * What a term binds its operations to: one training step of R replicas. Rows of a batch are the
 * source's utterances, then the target's. Every tensor has R in front, which is the operations'
 * group axis; a replica's results must not depend on the others'.
 */
public interface Step {
  /** The run's settings. */
  Settings settings();

  /** Where operations run; tensors are allocated in its context. */
  Stream stream();

  /** R. */
  int replicas();

  /** Source utterances of a replica in a step. */
  int sourceRows();

  /** Target utterances of a replica in a step; 0 where no term uses the target. */
  int targetRows();

  /** Both. */
  int rows();

  /** The classes. */
  List<String> labels();

  /** Utterances of the whole target corpus of the first replica. */
  int targetUtterances();

  /** Values of the output of an encoder. */
  int width(String role);

  /** Output of an encoder [R: stride][rows, width]. */
  Rows output(String role);

  /**
   * Outputs of two encoders behind one another [R: stride][2 rows, width], where they lie so: those
   * of one kind with equal settings do.
   */
  Optional<Rows> outputs(String first, String second);

  /**
   * Classes of the batch [R, rows], INT32: the source's labels; of the target the pseudo-labels
   * that were chosen, -1 elsewhere.
   */
  Tensor batchLabels();

  /** Number of each row within the target corpus [R, rows], INT32; valid for target rows. */
  Tensor targetIndex();

  /**
   * What gives the batch's target rows the labels of a teacher, which were fixed before the first
   * step from the source with its labels and from the target without any ({@link SelfTraining}).
   *
   * @param labels [R: rows][targetRows], INT32, written in each step; -1 = the teacher has none
   * @param selected [R], written at once: the share of the target's utterances that have one
   */
  Term.Pass taught(Tensor labels, Tensor selected);

  /** 0 for source rows, 1 for target rows [rows], INT32; all replicas read the same. */
  Tensor corpusLabels();

  /**
   * The nuisance cluster of each row [R, rows], INT32: 0 to clusters - 1 for source rows, clusters
   * to 2 clusters - 1 for target rows, made anew in each step before the terms run. Clusters are
   * found before the first step, by k-means in each corpus for itself, on the network's input less
   * the mean of each class: the source's labels, and the target's classes as a teacher guesses them
   * ({@link SelfTraining}); without a teacher ({@link Confidence.Strategy}) the target is taken for
   * one class.
   *
   * @param clusters of each corpus; the same whoever asks
   */
  Tensor nuisanceClusters(int clusters);

  /** The emotion classifier's output [R, rows, classes]. */
  Tensor logits();

  /** Its softmax [R, rows, classes]. */
  Tensor probabilities();

  /**
   * Source labels of the batch as rows of 0 and 1 [R: rows classes][sourceRows, classes], made anew
   * in each step before the terms run.
   */
  Tensor sourceOneHot();

  /** A declared parameter [R, size]. */
  Tensor parameter(String name);

  /** Its gradient [R, size]; added to. */
  Tensor gradient(String name);

  /**
   * Values that are kept from step to step and survive a checkpoint [R, initial.length].
   *
   * @param name the term's only such, such as its own name; a checkpoint has it as "TERM.NAME"
   *     where a term before it has the name already
   * @param initial one replica's values before the first step
   */
  Tensor state(String name, float[] initial);

  /** The value of a loss, which is logged for every step and shown under its name [R]. */
  default Tensor value(String name) {
    return value(LoggedValue.loss(name));
  }

  /** A value that is logged for every step [R]. */
  default Tensor value(LoggedValue value) {
    return values(List.of(value));
  }

  /**
   * Several of them [R, values]. A value is logged under its name, which the term asks for once, or
   * as "TERM.NAME" where a term before it has the name already: so does the second of CORAL and
   * DAN, whose distances are both called "alignment".
   */
  Tensor values(List<LoggedValue> values);

  /**
   * A device scalar that is the scale times the ramp a_t of the step; the same for all replicas.
   * Operations take it as the weight of a gradient.
   */
  Tensor rampedWeight(float scale);

  /** A device scalar that stays as it is. */
  Tensor fixedWeight(float value);

  /** Scratch of the term. */
  Tensor floats(long... shape);

  /** A tensor that gradients are added to: zero as a step begins. */
  Tensor zeroedEachStep(long... shape);

  /** The source part [R: rows width][sourceRows, width] of a tensor [R, rows, width]. */
  Tensor source(Tensor tensor, int width);

  /** The target part [R: rows width][targetRows, width] of a tensor [R, rows, width]. */
  Tensor target(Tensor tensor, int width);
}
