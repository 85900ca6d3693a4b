package org.emodna.training;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Problem;

/**
 * The runs of a matrix that are left, who has which of them in hand, and on which devices they have
 * failed. For one thread at a time.
 */
final class RunQueue {
  /** A set that takes a second device with it is not given to a third. */
  private static final int MOST_LOST = 2;

  /**
   * A set whose state is in a file: it is trained as the very set that it was.
   *
   * @param runs those that are stored among them
   */
  record UnderWay(Path file, List<PlannedRun> runs) {}

  /** Runs that may come into one set. */
  private record Kind(Column column, Run.Shape shape) {
    static Kind of(PlannedRun run) {
      return new Kind(run.column(), run.shape());
    }
  }

  /** Where a run has failed. */
  private static final class Tried {
    final Set<DeviceWorkers.Worker> on = new HashSet<>();
    Problem last;
  }

  private final DeviceWorkers workers;

  /** By key, in the order in which they are wanted. */
  private final Map<String, PlannedRun> left = new LinkedHashMap<>();

  /** Of those left: a worker trains them, or they are those of a set under way. */
  private final Set<PlannedRun> inHand = new HashSet<>();

  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private final Map<Kind, Integer> sizes = new HashMap<>();
  private final Map<PlannedRun, Tried> tried = new HashMap<>();

  RunQueue(DeviceWorkers workers) {
    this.workers = workers;
  }

  void add(PlannedRun run) {
    left.put(run.request().key(), run);
    sizes.merge(Kind.of(run), 1, Integer::sum);
  }

  /** A set that comes before what is not begun. */
  void add(UnderWay set) {
    underWay.add(set);
    inHand.addAll(set.runs);
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  boolean isLeft(PlannedRun run) {
    return left.containsKey(run.request().key());
  }

  /** The run is stored, or given up. */
  void end(PlannedRun run) {
    left.remove(run.request().key());
    inHand.remove(run);
    tried.remove(run);
  }

  /** Takes the first set under way that a worker may go on with, all of whose runs stay in hand. */
  Optional<UnderWay> takeUnderWay(DeviceWorkers.Worker worker) {
    for (Iterator<UnderWay> sets = underWay.iterator(); sets.hasNext(); ) {
      UnderWay set = sets.next();
      if (set.runs.stream().allMatch(run -> mayTry(worker, run))) {
        sets.remove();
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }

  /** What a worker may begin, in the order in which it is wanted. */
  List<PlannedRun> free(DeviceWorkers.Worker worker) {
    return free().stream().filter(run -> mayTry(worker, run)).toList();
  }

  /** What nobody has in hand. */
  List<PlannedRun> free() {
    return left.values().stream().filter(run -> !inHand.contains(run)).toList();
  }

  void take(Collection<PlannedRun> runs) {
    inHand.addAll(runs);
  }

  void putBack(Collection<PlannedRun> runs) {
    runs.forEach(inHand::remove);
  }

  /**
   * The most runs like this one that are trained together: each device gets its part of those that
   * are alike.
   */
  int part(PlannedRun run) {
    int devices = workers.working().size();
    return (sizes.getOrDefault(Kind.of(run), 1) + devices - 1) / devices;
  }

  private boolean mayTry(DeviceWorkers.Worker worker, PlannedRun run) {
    Tried known = tried.get(run);
    return known == null || !known.on.contains(worker) && lost(known) < MOST_LOST;
  }

  private static long lost(Tried known) {
    return known.on.stream().filter(DeviceWorkers.Worker::isLost).count();
  }

  /** Runs have failed on a device for a reason that may not hold on another. */
  void failed(DeviceWorkers.Worker worker, Collection<PlannedRun> runs, Problem why) {
    for (PlannedRun run : runs) {
      if (isLeft(run)) {
        Tried known = tried.computeIfAbsent(run, one -> new Tried());
        known.on.add(worker);
        known.last = why;
      }
    }
  }

  /** A device that had runs in hand is lost; that it could not even be opened is not theirs. */
  void lost(DeviceWorkers.Worker worker, Collection<PlannedRun> runs, Throwable e, Problem why) {
    if (!DeviceWorkers.isOpening(e)) {
      failed(worker, runs, why);
    }
  }

  /** Whether there is a device that may try all of these. */
  boolean mayGoElsewhere(Collection<PlannedRun> runs) {
    return workers.working().stream()
        .anyMatch(worker -> runs.stream().allMatch(run -> mayTry(worker, run)));
  }

  /**
   * Those that no device may try any more, and why; a set that they were in is under way no longer.
   * None while no device works at all: then nothing is said of any run.
   */
  Map<PlannedRun, Problem> hopeless() {
    Map<PlannedRun, Problem> all = new LinkedHashMap<>();
    if (workers.working().isEmpty()) {
      return all;
    }
    underWay.removeIf(
        set -> {
          boolean none = !mayGoElsewhere(set.runs);
          if (none) {
            putBack(set.runs);
          }
          return none;
        });
    for (PlannedRun run : free()) {
      if (!mayGoElsewhere(List.of(run))) {
        all.put(run, tried.get(run).last);
      }
    }
    return all;
  }
}
