package org.emodna.training;

import java.time.Instant;
import java.util.function.LongSupplier;

/** Measures what the training of a set takes, over all the processes that it is spread over. */
final class Stopwatch {
  private final LongSupplier nanos;
  private final long begin;
  private Spent before;

  /**
   * @param nanos a clock
   * @param now by the calendar
   */
  Stopwatch(LongSupplier nanos, Instant now) {
    this.nanos = nanos;
    begin = nanos.getAsLong();
    before = new Spent(now, 0);
  }

  /** Starts now. */
  static Stopwatch start() {
    return new Stopwatch(System::nanoTime, Instant.now());
  }

  /**
   * What a set has taken so far.
   *
   * @param started when its first process began
   * @param seconds in which it was trained
   */
  record Spent(Instant started, double seconds) {}

  /** The set was begun by an earlier process, which took this. */
  void goOnFrom(Spent earlier) {
    before = earlier;
  }

  Spent spent() {
    return new Spent(before.started, before.seconds + (nanos.getAsLong() - begin) / 1e9);
  }

  /** The share of each of a set's runs. */
  RunCost shared(int runs) {
    Spent spent = spent();
    return new RunCost(spent.started, spent.seconds / runs, runs);
  }
}
