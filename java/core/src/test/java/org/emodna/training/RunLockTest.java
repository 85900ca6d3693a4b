package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.junit.jupiter.api.Test;

/** One training at a time to one output; two processes are tried by the command line's tests. */
class RunLockTest extends ToneTraining {
  private static final TrainingConfig CONFIG = ToneCorpus.config().withEpochs(1);

  @Test
  void theSameProgramCannotTrainToOneOutputTwiceAtOnce() throws IOException {
    AtomicReference<TrainingException> refused = new AtomicReference<>();
    TrainingResult first =
        training(CONFIG, "contested")
            .stopWhen(
                () -> {
                  // By another name of the folder, too.
                  Path again = folder.resolve("../" + folder.getFileName() + "/contested");
                  refused.set(
                      assertThrows(
                          TrainingException.class,
                          () -> training(CONFIG, "x").output(again).run(Progress.NONE)));
                  return false;
                })
            .run(Progress.NONE);
    assertInstanceOf(TrainingResult.Finished.class, first);
    String message = refused.get().getMessage();
    long me = ProcessHandle.current().pid();
    assertTrue(
        message.contains("contested: is being written by another training (process " + me + ")"),
        message);
    assertTrue(message.contains("name another output"), message);
    assertEquals(1, Files.readAllLines(folder.resolve("contested.log.jsonl")).size());
  }

  /** As of two applications in one server, each of which brings the library along. */
  @Test
  void aSecondClassLoaderOfTheProgramIsRefusedToo() throws Exception {
    Path output = folder.resolve("loaders");
    URL[] places =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(RunLockTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader other = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
      Class<?> progress = other.loadClass(Progress.class.getName());
      Method of =
          other.loadClass(RunLock.class.getName()).getDeclaredMethod("of", Path.class, progress);
      of.setAccessible(true);
      Object none = progress.getField("NONE").get(null);
      try (RunLock mine = RunLock.of(output, Progress.NONE)) {
        Throwable refused =
            assertThrows(InvocationTargetException.class, () -> of.invoke(null, output, none))
                .getCause();
        assertEquals(TrainingException.class.getName(), refused.getClass().getName());
        assertTrue(refused.getMessage().contains("is being written"), refused.getMessage());
      }
      try (AutoCloseable theirs = (AutoCloseable) of.invoke(null, output, none)) {
        assertThrows(TrainingException.class, () -> RunLock.of(output, Progress.NONE));
      }
      RunLock.of(output, Progress.NONE).close();
    }
  }

  /** Other processes must go on seeing the lock. */
  @Test
  void emptiedPropertiesDoNotGiveTheLockAway() throws Exception {
    Path output = folder.resolve("emptied");
    Properties before = System.getProperties();
    try (RunLock mine = RunLock.of(output, Progress.NONE)) {
      Properties emptied = (Properties) before.clone();
      emptied.keySet().removeIf(name -> name.toString().startsWith("org.emodna.training.locked:"));
      System.setProperties(emptied);
      try {
        assertThrows(TrainingException.class, () -> RunLock.of(output, Progress.NONE));
      } finally {
        System.setProperties(before);
      }
      Path probe = folder.resolve("Probe.java");
      Files.writeString(
          probe,
          """
          public class Probe {
            public static void main(String[] files) throws Exception {
              var file = java.nio.file.Path.of(files[0]);
              try (var channel =
                  java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? 3 : 4);
              }
            }
          }
          """);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  probe.toString(),
                  folder.resolve("emptied.lock").toString())
              .inheritIO()
              .start();
      assertEquals(3, process.waitFor(), "another process has got the lock");
    }
  }

  private static URL url(String place) {
    try {
      return Path.of(place).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theLockIsFreeAfterASuccessAndAfterAFailure() throws IOException {
    Path other = ToneCorpus.write(folder.resolve("empty"), 0.2, 1);
    for (String label : ToneCorpus.LABELS) {
      Files.writeString(other.resolve(label).resolve("clip0.wav"), "no audio");
    }
    for (int i = 0; i < 2; i++) {
      assertThrows(
          TrainingException.class,
          () ->
              training(CONFIG, "free")
                  .source(Corpus.open(other).labelled(LABELS))
                  .run(Progress.NONE));
      training(CONFIG, "free").run(Progress.NONE).requireFinished();
      assertEquals(0, Files.size(folder.resolve("free.lock")));
    }
  }

  @Test
  void aLeftoverOfAKilledProcessIsInNobodysWay() throws IOException {
    Files.writeString(folder.resolve("leftover.lock"), "1");
    training(CONFIG, "leftover").run(Progress.NONE).requireFinished();
  }
}
