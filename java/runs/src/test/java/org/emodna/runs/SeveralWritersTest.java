package org.emodna.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that several processes fill: none fails because another was quicker. */
class SeveralWritersTest {
  private static final int WRITERS = 8;

  @TempDir Path folder;

  private interface Work {
    void run() throws Exception;
  }

  /** The work by as many threads, begun at one moment. */
  private static void atOnce(Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      Callable<Void> one =
          () -> {
            start.await();
            work.run();
            return null;
          };
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(WRITERS, one))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private long unfinished() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("runs"))) {
      return all.filter(path -> path.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByAllThatBeginTogether() throws Exception {
    RunStore store = RunStore.at(folder);
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    for (int i = 0; i < 200; i++) {
      Path left = Files.createDirectories(folder.resolve("runs/.unfinished-" + i));
      for (int file = 0; file < 5; file++) {
        Files.writeString(left.resolve("file-" + file), "something");
      }
      Files.setLastModifiedTime(left, yesterday);
    }
    List<ProgressEvent> heard = new ArrayList<>();
    Progress progress = Progress.serial(heard::add);
    Path mine = store.begin(RunAddress.of(RunFilesTest.determinants(1))).file("mine");
    atOnce(() -> store.removeUnfinished(progress));
    assertEquals(List.of(), heard);
    assertEquals(1, unfinished());
    assertTrue(Files.isDirectory(mine.getParent()));
  }

  @Test
  void whatCannotBeRemovedIsAWarningAndStopsNothing() throws Exception {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    // Looks like a folder, and neither can its time be told nor its files be listed.
    Files.createSymbolicLink(runs.resolve(".unfinished-loop"), runs.resolve(".unfinished-loop"));
    List<ProgressEvent> heard = new ArrayList<>();
    RunStore.at(folder).removeUnfinished(heard::add);
    assertEquals(1, heard.size());
    assertTrue(heard.get(0) instanceof ProgressEvent.Warned, heard.toString());
  }

  @Test
  void theSameRunByAllAtOnceIsOneCompleteRun() throws Exception {
    RunStore store = RunStore.at(folder);
    for (int seed = 1; seed <= 20; seed++) {
      ObjectNode determinants = RunFilesTest.determinants(seed);
      atOnce(() -> RunFilesTest.write(store, determinants));
      assertTrue(store.run(RunAddress.of(determinants)).isComplete());
    }
    assertEquals(0, unfinished());
  }
}
