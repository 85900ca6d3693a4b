package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Section;

/**
 * A term of the loss. It declares what it learns, then binds its operations to a step, where it
 * also asks for its state, logged values and ramped weights; layout, first values, checkpoints, the
 * model file and the memory estimate follow from that. An outside term is a public class with a
 * public constructor without arguments, entered in {@code
 * META-INF/services/org.emodna.objective.Term}; a configuration adds it to any method by {@code
 * terms: [name]}.
 *
 * <p>An object of this interface has no state of its own: several steps may be bound at once.
 */
public interface Term {
  /** In kebab case, such as "decoupling". */
  String name();

  /** Its settings: one section, or none; more where it shares another's. */
  default List<Section<?>> sections() {
    return List.of();
  }

  /**
   * Whether it takes part. A term of weight 0 is not run at all, and what it would learn is not
   * there.
   */
  default boolean inUse(Settings settings) {
    return true;
  }

  /** The encoders that it needs. */
  default Set<String> roles() {
    return Set.of(Roles.EMOTION);
  }

  /** Whether it needs utterances of the target; labels of the target are not available. */
  default boolean usesTarget() {
    return true;
  }

  /**
   * Whether its state has a place for each utterance of the target corpus. Replicas can only be
   * trained together then if their targets have equally many.
   */
  default boolean remembersTarget(Settings settings) {
    return false;
  }

  /**
   * Whether it is nothing without classes of the target in {@link Step#batchLabels()}: then a term
   * before it must choose some, as {@link PseudoLabelsTerm} does. A run in which none does is
   * refused.
   */
  default boolean needsTargetLabels(Settings settings) {
    return false;
  }

  /** Declares its parameters. */
  default void declare(Declaration declaration) {}

  /**
   * What it shares with other terms, so that it may run beside them: see {@link Sharing}. A term
   * that says it keeps to this, else its results are not defined:
   *
   * <ul>
   *   <li>of a step it writes nothing but its own tensors, logged values and state, the gradients
   *       of the outputs of {@link #roles()}, those of parameters, and what it names here;
   *   <li>it adds to the gradients of an output, at most once to each value, and never reads them;
   *   <li>it uses only the step that it was bound to: gradients of outputs are its own there until
   *       all terms have run.
   * </ul>
   *
   * <p>A term that runs beside others adds to the gradients of an output in a copy, which begins
   * with zeros and is added later. An operation that adds by one fused multiply-add, such as {@link
   * org.emodna.kernels.Contrastive} straight into those gradients, may then round differently: give
   * it a tensor of the term's own, from which another operation adds.
   *
   * <p>Terms that add to the gradient of the same parameter keep their order without being told.
   *
   * @return empty, as it is unless a term says otherwise: it runs behind all terms before it, and
   *     in front of all behind it
   */
  default Optional<Sharing> sharing(Settings settings) {
    return Optional.empty();
  }

  /** Binds its operations to a step. */
  Pass bind(Step step);

  /**
   * What may have gone wrong with this term where nearly all predictions are one class.
   *
   * @return a sentence with a remedy; empty where it has nothing to say
   */
  default Optional<String> onCollapse(Settings settings) {
    return Optional.empty();
  }

  /** A term bound to a step. */
  @FunctionalInterface
  interface Pass {
    /**
     * Queues the term forward, and backward down to the encoders' outputs and its own parameters.
     */
    void run();
  }
}
