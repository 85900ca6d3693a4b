package org.emodna.training;

import java.util.function.LongSupplier;

/**
 * When a checkpoint is due: after the first epoch, then so seldom that writing takes at most a
 * twentieth of the time. On a fast device the epochs of a small corpus, and the checkpoints of many
 * replicas, would otherwise spend more on files than on steps.
 */
final class CheckpointPace {
  private static final long TIMES = 20;

  private final LongSupplier nanos;
  private long last;
  private long cost;

  /**
   * @param nanos a clock
   */
  CheckpointPace(LongSupplier nanos) {
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /** Asked at the end of an epoch. */
  boolean due() {
    return nanos.getAsLong() - last >= TIMES * cost;
  }

  /** Writes, and notes how long it took. */
  void write(Runnable write) {
    long begin = nanos.getAsLong();
    write.run();
    last = nanos.getAsLong();
    cost = last - begin;
  }
}
