package org.emodna.objective;

import java.util.Collections;
import java.util.Set;

/**
 * What a term takes from other terms of a step and gives to them. Terms that have nothing to do
 * with each other may run at the same time on a GPU.
 *
 * @param reads what its pass reads
 * @param writes what its pass writes
 */
public record Sharing(Set<Part> reads, Set<Part> writes) {
  /** What terms share within a step, beside the gradients that they add to. */
  public enum Part {
    /** {@link Step#logits()} and {@link Step#probabilities()}. */
    PREDICTIONS,
    /** {@link Step#batchLabels()}. */
    LABELS
  }

  /** Keeps copies, which nobody changes afterwards. */
  public Sharing {
    reads = Set.copyOf(reads);
    writes = Set.copyOf(writes);
  }

  /** Neither reads nor writes any of it. */
  public static Sharing nothing() {
    return new Sharing(Set.of(), Set.of());
  }

  /** Reads these and writes none. */
  public static Sharing reading(Part... parts) {
    return new Sharing(Set.of(parts), Set.of());
  }

  /** Reads the same and writes these. */
  public Sharing writing(Part... parts) {
    return new Sharing(reads, Set.of(parts));
  }

  /** Whether two terms must keep their order. */
  public boolean meets(Sharing other) {
    return !Collections.disjoint(writes, other.writes)
        || !Collections.disjoint(writes, other.reads)
        || !Collections.disjoint(reads, other.writes);
  }
}
