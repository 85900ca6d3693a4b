package org.example.service.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What was sent, what was answered, and what went wrong. Thread-safe. */
final class SoakCounts {
  private static final int MOST_FAULTS = 20;

  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();

  /** A request that must have one answer. */
  void sent() {
    sent.increment();
  }

  void answered() {
    answered.increment();
  }

  /** Something that was to be expected. */
  void count(String kind) {
    kinds.computeIfAbsent(kind, one -> new LongAdder()).increment();
  }

  /** Something that must not happen. */
  void fault(String what) {
    faults.increment();
    if (faults.sum() <= MOST_FAULTS) {
      System.out.println("soak: fault: " + what);
    }
  }

  long of(String kind) {
    LongAdder count = kinds.get(kind);
    return count == null ? 0 : count.sum();
  }

  long requests() {
    return sent.sum();
  }

  long lost() {
    return sent.sum() - answered.sum();
  }

  long faults() {
    return faults.sum();
  }

  /** All kinds with their counts. */
  String text() {
    return new TreeMap<>(kinds)
        .entrySet().stream()
            .map(one -> "  %-44s %,d".formatted(one.getKey(), one.getValue().sum()))
            .collect(Collectors.joining("\n"));
  }
}
