package org.emodna.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.base.Thrown;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;

/**
 * A matrix, or the seeds of a training, in a process of its own: how many devices the emulation has
 * and which are lost is said by the environment.
 */
final class DevicesProcess {
  static final List<Long> SEEDS = List.of(3L, 1L, 7L);

  static final TrainingConfig CONFIG =
      ConfigFile.parse(
          """
          features: {streams: [functionals]}
          encoder: {kind: functionals, hidden: 6, width: 4}
          schedule: {epochs: 4}
          """,
          "devices",
          ToneCorpus.config());

  private DevicesProcess() {}

  /**
   * Prints what happens, and how the thread is left; exits with 2 and the message where it ends in
   * an error, and with 3 where in something else that was thrown.
   *
   * @param args "matrix" or "seeds", the device, the folders of two corpora, that of the results, a
   *     file to make once there is a checkpoint, as devices of the emulation may wait for it to be
   *     lost, and what the listener does ({@link #meanwhile})
   */
  public static void main(String... args) throws IOException {
    haltWhereItHangs();
    MatrixTraining.a = Path.of(args[2]);
    MatrixTraining.b = Path.of(args[3]);
    Path results = Files.createDirectories(Path.of(args[4]));
    Path lost = Path.of(args[5]);
    Progress meanwhile = meanwhile(args[6], Thread.currentThread());
    Progress progress =
        event -> {
          System.out.println(event);
          if (!Files.exists(lost) && (anyCheckpoint(work(results)) || anyCheckpoint(results))) {
            create(lost);
          }
          meanwhile.on(event);
        };
    int exit = 0;
    try {
      System.out.println(
          "came to "
              + (args[0].equals("matrix")
                  ? matrix(args[1], results, progress)
                  : seeds(args[1], results, progress)));
    } catch (EmoDnaException e) {
      System.out.println(e.getMessage());
      exit = 2;
    } catch (Throwable e) {
      System.out.println("thrown " + e);
      exit = 3;
    }
    if (Thread.interrupted()) {
      System.out.println("interrupted");
    }
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("emodna-"))
        .forEach(name -> System.out.println("left " + name));
    System.exit(exit);
  }

  private static void haltWhereItHangs() {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(100_000);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              System.out.println("hangs");
              Runtime.getRuntime().halt(9);
            });
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /**
   * A listener.
   *
   * @param what "interrupt EVENT", "throw EVENT" at the first event of that kind, or nothing
   */
  private static Progress meanwhile(String what, Thread caller) {
    AtomicBoolean done = new AtomicBoolean();
    return event -> {
      if (what.endsWith(" " + event.getClass().getSimpleName())
          && done.compareAndSet(false, true)) {
        if (what.startsWith("throw")) {
          // As a listener in Kotlin may.
          throw Thrown.again(new IOException("no screen"));
        }
        caller.interrupt();
        while (caller.isInterrupted()) {
          // It has not heard of it yet, and must before the training is at its end.
          Thread.onSpinWait();
        }
      } else if (what.startsWith("throw") && done.get()) {
        System.out.println("called again with " + event);
      }
    };
  }

  private static Path work(Path results) {
    return results.resolveSibling(results.getFileName() + "-work");
  }

  private static boolean anyCheckpoint(Path folder) {
    String[] files = folder.toFile().list((in, name) -> name.endsWith(".checkpoint"));
    return files != null && files.length > 0;
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrainingMatrix.End matrix(String device, Path results, Progress progress) {
    return new TrainingMatrix(
            Training.builder().device(device).threads(1),
            work(results),
            "all",
            TrainingMatrix.Options.standard().withWatchedEpochs(2))
        .run(requests(), new FolderSink(results), progress);
  }

  /** Two directions, three seeds: one set on one device. */
  private static List<RunRequest> requests() {
    List<RunRequest> all = new ArrayList<>();
    for (Direction direction :
        List.of(
            MatrixTraining.direction(MatrixTraining.a, MatrixTraining.b),
            MatrixTraining.direction(MatrixTraining.b, MatrixTraining.a))) {
      for (long seed : SEEDS) {
        String key = direction.name().replace('>', '-') + "-" + seed;
        all.add(new RunRequest(key, CONFIG.withSeed(seed), direction));
      }
    }
    return all;
  }

  private static List<String> seeds(String device, Path results, Progress progress) {
    Direction direction = MatrixTraining.direction(MatrixTraining.a, MatrixTraining.b);
    List<TrainingResult> all =
        Training.builder()
            .source(direction.source())
            .target(direction.target())
            .config(CONFIG)
            .output(results.resolve("m.safetensors"))
            .device(device)
            .threads(1)
            .resume(true)
            .runSeeds(SEEDS, progress);
    return all.stream().map(DevicesProcess::shown).toList();
  }

  /** Its kind, and the checkpoints of one that was stopped. */
  private static String shown(TrainingResult result) {
    List<String> words = new ArrayList<>(List.of(result.getClass().getSimpleName()));
    if (result instanceof TrainingResult.Stopped stopped) {
      stopped.checkpoints().forEach(file -> words.add(file.getFileName().toString()));
    }
    return String.join(" ", words);
  }
}
