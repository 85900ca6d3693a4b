package org.example;

import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.emodna.model.Start;
import org.emodna.objective.Declaration;
import org.emodna.objective.Roles;
import org.emodna.objective.Rows;
import org.emodna.objective.Settings;
import org.emodna.objective.Step;
import org.emodna.objective.Term;

/**
 * Pulls each utterance towards the prototype of its class: the direction of the running mean of the
 * source's z in that class. The cosines to all prototypes, times a learnt scale, go into a
 * cross-entropy. Target utterances take part where the method has given them a pseudo-label.
 *
 * <p>The scale is a parameter, which Adam trains; the running sums are state, which a checkpoint
 * keeps.
 */
public final class PrototypeTerm implements Term {
  /**
   * Settings.
   *
   * @param weight at the ramp's end
   * @param momentum share of the running sums that is left after a step
   * @param scale of the cosines as training begins
   */
  public record Options(float weight, float momentum, float scale) {
    public Options {
      Check.real(weight, 0, 1e4, "prototypes.weight");
      Check.real(momentum, 0, 0.9999, "prototypes.momentum");
      Check.real(scale, 0.1, 100, "prototypes.scale");
    }
  }

  private static final Section<Options> SECTION =
      new Section<>("prototypes", Options.class, new Options(0.1f, 0.9f, 10));

  private static final String SCALE = "prototypes.scale";

  @Override
  public String name() {
    return SECTION.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(SECTION);
  }

  @Override
  public boolean inUse(Settings settings) {
    return settings.get(SECTION).weight > 0;
  }

  /** The source alone will do; the target's rows take part where a method has them. */
  @Override
  public boolean usesTarget() {
    return false;
  }

  @Override
  public void declare(Declaration d) {
    d.parameter(SCALE, Start.constant(d.settings().get(SECTION).scale), 1, 1);
  }

  @Override
  public Pass bind(Step step) {
    Options options = step.settings().get(SECTION);
    Prototypes prototypes = new Prototypes(step, options.momentum);
    return new Distance(step, prototypes, options.weight)::run;
  }

  /** The state [R, classes, width]: decays in each step, and grows by the source's unit rows. */
  private static final class Prototypes {
    private final RowSpace unitRows;
    private final RowSpace oneHot;
    private final RowSpace previous;
    private final Linear decay;
    private final Linear growth;
    private final RowSpace direction;

    /** Rows of z of length 1 [R, rows, width], and what goes back through them. */
    final Rows rows;

    /** Prototypes of length 1 [R, classes, width]. */
    final Tensor unit;

    Prototypes(Step step, float momentum) {
      int replicas = step.replicas();
      int classes = step.labels().size();
      int width = step.width(Roles.EMOTION);
      long rowsStride = (long) step.rows() * width;
      Tensor sums = step.state("prototypes", new float[classes * width]);
      unit = step.floats(replicas, classes, width);
      rows =
          new Rows(
              step.floats(replicas, step.rows(), width),
              step.zeroedEachStep(replicas, step.rows(), width),
              rowsStride);
      Rows z = step.output(Roles.EMOTION);
      unitRows =
          space(step, step.rows(), width, RowSpace.Space.L2)
              .input(z.values(), z.stride())
              .output(rows.values())
              .gradients(rows.gradients(), z.gradients());

      // A linear layer adds dy^T x to the gradient of its weight. With the sums in that place, x =
      // the source's rows and dy = their classes as 0 and 1, each row is added to its class...
      Tensor classOfRow = step.floats(replicas, step.sourceRows(), classes);
      oneHot =
          space(step, step.sourceRows(), classes, RowSpace.Space.RAW)
              .input(step.sourceOneHot(), (long) step.rows() * classes)
              .output(classOfRow);
      growth =
          adding(step, step.sourceRows(), unit)
              .input(step.source(rows.values(), width), rowsStride)
              .gradients(classOfRow, null, sums, step.zeroedEachStep(replicas, classes));

      // ...and with x = the sums so far and dy = (momentum - 1) I, a share of them is taken off.
      Tensor before = step.floats(replicas, classes, width);
      previous =
          space(step, classes, width, RowSpace.Space.RAW)
              .input(sums, (long) classes * width)
              .output(before);
      float[] share = new float[replicas * classes * classes];
      for (int i = 0; i < replicas * classes; i++) {
        share[i * classes + i % classes] = momentum - 1;
      }
      decay =
          adding(step, classes, unit)
              .input(before, (long) classes * width)
              .gradients(
                  Tensor.of(step.stream(), share, replicas, classes, classes),
                  null,
                  sums,
                  step.zeroedEachStep(replicas, classes));
      direction =
          space(step, classes, width, RowSpace.Space.L2)
              .input(sums, (long) classes * width)
              .output(unit);
    }

    /** A layer that is never run forward; it needs a weight to be bound all the same. */
    private static Linear adding(Step step, int rows, Tensor unit) {
      int classes = step.labels().size();
      return new Linear(
              step.stream(),
              Linear.Shape.of(step.replicas(), rows, step.width(Roles.EMOTION), classes))
          .weights(unit, step.floats(step.replicas(), classes));
    }

    private static RowSpace space(Step step, int rows, int width, RowSpace.Space space) {
      return new RowSpace(step.stream(), new RowSpace.Shape(step.replicas(), rows, width, space));
    }

    void update() {
      unitRows.forward();
      oneHot.forward();
      previous.forward();
      decay.backward();
      growth.backward();
      direction.forward();
    }

    /** From the unit rows down to z; the prototypes count as constants. */
    void backward() {
      unitRows.backward();
    }
  }

  /** Cross-entropy of the scaled cosines between rows and prototypes. */
  private static final class Distance {
    private final Prototypes prototypes;
    private final Linear cosines;
    private final Linear scaled;
    private final CrossEntropy crossEntropy;
    private final RowSpace logScale;

    Distance(Step step, Prototypes prototypes, float weight) {
      this.prototypes = prototypes;
      int replicas = step.replicas();
      int rows = step.rows();
      int classes = step.labels().size();
      int width = step.width(Roles.EMOTION);
      Tensor cosine = step.floats(replicas, rows, classes);
      Tensor dcosine = step.zeroedEachStep(replicas, rows, classes);
      cosines =
          new Linear(step.stream(), Linear.Shape.of(replicas, rows, width, classes))
              .input(prototypes.rows.values(), prototypes.rows.stride())
              .weights(prototypes.unit, step.zeroedEachStep(replicas, classes))
              .output(cosine)
              .gradients(
                  dcosine,
                  prototypes.rows.gradients(),
                  step.zeroedEachStep(replicas, classes, width),
                  step.zeroedEachStep(replicas, classes));

      // The scale is a linear layer of one input and one output over all cosines, without a bias.
      Tensor logits = step.floats(replicas, rows, classes);
      Tensor dlogits = step.floats(replicas, rows, classes);
      scaled =
          new Linear(step.stream(), Linear.Shape.of(replicas, rows * classes, 1, 1))
              .input(cosine, (long) rows * classes)
              .weights(step.parameter(SCALE), step.zeroedEachStep(replicas, 1))
              .output(logits)
              .gradients(dlogits, dcosine, step.gradient(SCALE), step.zeroedEachStep(replicas, 1));
      crossEntropy =
          new CrossEntropy(step.stream(), new CrossEntropy.Shape(replicas, rows, classes, 0))
              .input(logits, step.batchLabels(), rows)
              .output(null, step.value("prototypes"))
              .gradients(dlogits, step.rampedWeight(weight));
      logScale =
          Prototypes.space(step, 1, 1, RowSpace.Space.RAW)
              .input(step.parameter(SCALE), 1)
              .output(step.value("prototype-scale"));
    }

    void run() {
      prototypes.update();
      cosines.forward();
      scaled.forward();
      crossEntropy.run();
      logScale.forward();
      scaled.backward();
      cosines.backward();
      prototypes.backward();
    }
  }
}
