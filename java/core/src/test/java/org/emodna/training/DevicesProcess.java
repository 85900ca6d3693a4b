package org.emodna.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
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
   * Prints what happens; exits with 2 and the message where it ends in an error.
   *
   * @param args "matrix" or "seeds", the device, the folders of two corpora, that of the results,
   *     and a file to make once there is a checkpoint: devices of the emulation may wait for it to
   *     be lost
   */
  public static void main(String... args) throws IOException {
    MatrixTraining.a = Path.of(args[2]);
    MatrixTraining.b = Path.of(args[3]);
    Path results = Files.createDirectories(Path.of(args[4]));
    Path lost = Path.of(args[5]);
    Progress progress =
        event -> {
          System.out.println(event);
          if (!Files.exists(lost) && (anyCheckpoint(work(results)) || anyCheckpoint(results))) {
            create(lost);
          }
        };
    try {
      if (args[0].equals("matrix")) {
        matrix(args[1], results, progress);
      } else {
        seeds(args[1], results, progress);
      }
    } catch (EmoDnaException e) {
      System.out.println(e.getMessage());
      System.exit(2);
    }
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

  private static void matrix(String device, Path results, Progress progress) throws IOException {
    new TrainingMatrix(
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

  private static void seeds(String device, Path results, Progress progress) {
    Direction direction = MatrixTraining.direction(MatrixTraining.a, MatrixTraining.b);
    Training.builder()
        .source(direction.source())
        .target(direction.target())
        .config(CONFIG)
        .output(results.resolve("m.safetensors"))
        .device(device)
        .threads(1)
        .resume(true)
        .runSeeds(SEEDS, progress);
  }
}
