package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Problem;
import org.emodna.kernels.DeviceChoice;
import org.emodna.training.DeviceWorkers.Next;
import org.emodna.training.DeviceWorkers.Worker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may train what, as devices fail. The CPU stands for each of three devices. */
class RunQueueTest extends MatrixTraining {
  private static final Problem WHY = Problem.of("it failed");

  private final Heard heard = new Heard();
  private DeviceWorkers workers;
  private RunQueue queue;
  private List<PlannedRun> runs;
  private Worker first;
  private Worker second;
  private Worker third;

  @BeforeEach
  void threeDevices() {
    workers = workers(3);
    first = workers.all().get(0);
    second = workers.all().get(1);
    third = workers.all().get(2);
    queue = new RunQueue(workers);
    runs = new ArrayList<>();
    Column.Columns columns = new Column.Columns();
    // Epochs of 4 steps, of 4, and of 3: two kinds.
    List<Direction> directions = List.of(direction(a, b), direction(b, a), direction(b, c));
    for (RunRequest request : requests(ToneCorpus.config().withMethod("dann"), directions)) {
      runs.add(new PlannedRun(request, columns.of(request.config())));
    }
    runs.forEach(queue::add);
  }

  private DeviceWorkers workers(int count) {
    DeviceChoice cpu = DeviceChoice.of("cpu");
    List<DeviceChoice> choices = Collections.nCopies(count, cpu);
    return new DeviceWorkers("many", choices, "go on", 1, () -> false, heard);
  }

  @Test
  void eachDeviceGetsAPartOfThoseThatAreAlike() {
    assertEquals(2, queue.part(runs.get(0)));
    assertEquals(1, queue.part(runs.get(5)));
    workers.lose(second, WHY, () -> "");
    assertEquals(2, queue.part(runs.get(0)));
    workers.lose(third, WHY, () -> "");
    assertEquals(4, queue.part(runs.get(0)));
  }

  @Test
  void whatOneHasInHandIsFreeForNoOther() {
    queue.take(runs.subList(0, 2));
    assertEquals(runs.subList(2, 6), queue.free(second));
    queue.end(runs.get(2));
    queue.putBack(List.of(runs.get(1)));
    assertEquals(List.of(runs.get(1), runs.get(3), runs.get(4), runs.get(5)), queue.free(second));
    assertTrue(queue.isLeft(runs.get(0)));
    assertFalse(queue.isLeft(runs.get(2)));
  }

  /** A GPU that is full for a run still trains others; where all are, the run is given up. */
  @Test
  void aRunThatFailsOnADeviceIsTriedOnTheOthers() {
    List<PlannedRun> one = runs.subList(0, 1);
    queue.failed(first, one, Problem.of("full"));
    assertEquals(runs.subList(1, 6), queue.free(first));
    assertEquals(runs, queue.free(second));
    assertTrue(queue.mayGoElsewhere(one));
    queue.failed(second, one, Problem.of("full too"));
    assertEquals(Map.of(), queue.hopeless());
    workers.lose(third, WHY, () -> "");
    assertFalse(queue.mayGoElsewhere(one));
    assertEquals(Map.of(runs.get(0), Problem.of("full too")), queue.hopeless());
  }

  @Test
  void aSetUnderWayStaysTogether() {
    RunQueue.UnderWay set = new RunQueue.UnderWay(Path.of("state"), runs.subList(0, 2));
    queue.add(set);
    assertEquals(runs.subList(2, 6), queue.free(first));
    queue.failed(first, set.runs(), WHY);
    assertTrue(queue.takeUnderWay(first).isEmpty());
    assertEquals(set, queue.takeUnderWay(second).orElseThrow());
    assertTrue(queue.takeUnderWay(third).isEmpty());
  }

  /** Else a run with which a kernel fails would take one GPU after another. */
  @Test
  void whatTakesTwoDevicesWithItIsGivenUp() {
    RunQueue.UnderWay set = new RunQueue.UnderWay(Path.of("state"), runs.subList(0, 2));
    for (Worker worker : List.of(first, second)) {
      queue.failed(worker, set.runs(), WHY);
      workers.lose(worker, WHY, () -> "");
      queue.add(set);
      assertEquals(worker == first ? Set.of() : Set.copyOf(set.runs()), queue.hopeless().keySet());
    }
    set.runs().forEach(queue::end);
    assertEquals(runs.subList(2, 6), queue.free(third));
    // Of what is left when no device works nothing is said.
    workers.lose(third, WHY, () -> "");
    assertEquals(Map.of(), queue.hopeless());
    assertEquals(2, heard.warnings().size());
  }

  /** Else two broken GPUs would take a run with them that a third can train. */
  @Test
  void aDeviceThatCannotBeOpenedIsNotTheRuns() {
    List<PlannedRun> one = runs.subList(0, 1);
    for (Worker worker : List.of(first, second)) {
      queue.lost(worker, one, new DeviceWorkers.LostDeviceException(WHY, null), WHY);
      workers.lose(worker, WHY, () -> "");
      assertEquals(Map.of(), queue.hopeless());
    }
    assertEquals(runs, queue.free(third));
    // One that fails under a run is.
    queue.lost(third, one, new IllegalStateException(), WHY);
    assertEquals(runs.subList(1, 6), queue.free(third));
    assertEquals(Map.of(runs.get(0), WHY), queue.hopeless());
  }

  @Test
  void whatBecomesOfRunsIsSaidWhereTheyMayGoSomewhere() {
    workers.lose(first, WHY, () -> first.isLost() ? "its run goes to another device: " : "?");
    workers.lose(second, WHY, () -> "");
    String begin = "cpu (" + first.device().name() + "): has failed and is used no longer";
    assertEquals(
        List.of(begin + "; its run goes to another device: it failed", begin + ": it failed"),
        heard.warnings());
  }

  @Test
  void workersEndTogether() {
    Set<Worker> asked = ConcurrentHashMap.newKeySet();
    AtomicInteger pieces = new AtomicInteger(20);
    workers.run(
        worker -> {
          asked.add(worker);
          return asked.size() < 3
              ? Next.WAIT
              : pieces.getAndDecrement() > 0 ? Next.GO_ON : Next.END;
        });
    assertEquals(Set.copyOf(workers.all()), asked);
    assertTrue(pieces.get() <= 0);
  }

  @Test
  void whatOneThrowsEndsTheWorkOfAll() {
    DeviceWorkers two = workers(2);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                two.run(
                    worker -> {
                      if (worker == two.all().get(0)) {
                        throw new IllegalStateException("full");
                      }
                      return Next.WAIT;
                    }));
    assertEquals("full", e.getMessage());
    assertTrue(two.isStopped());
  }

  @Test
  void whereAllAreLostTheLastOneIsNamed() {
    DeviceWorkers two = workers(2);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                two.run(
                    worker -> {
                      two.lose(worker, WHY, () -> "its run goes to another device: ");
                      return Next.GO_ON;
                    }));
    assertTrue(e.getMessage().startsWith("device many: each of its 2 GPUs has failed, the last"));
    assertTrue(e.getMessage().endsWith("): it failed; go on"), e.getMessage());
    assertEquals(1, heard.warnings().size());
    assertTrue(
        heard.warnings().get(0).endsWith("no longer; its run goes to another device: it failed"),
        heard.warnings()::toString);
  }
}
