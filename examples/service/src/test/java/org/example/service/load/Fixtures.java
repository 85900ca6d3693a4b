package org.example.service.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.Training;

/**
 * Models to serve and speech to send: two small models of synthetic speech, trained for a moment
 * and kept in a folder. They say nothing about real speech.
 */
public final class Fixtures {
  private final Path folder;

  private Fixtures(Path folder) {
    this.folder = folder;
  }

  /** Those in a folder, made where they are not there yet. */
  public static Fixtures in(Path folder) {
    Fixtures fixtures = new Fixtures(folder);
    SyntheticCorpus.NORTH.write(folder.resolve("north"), Progress.NONE);
    SyntheticCorpus.SOUTH.write(folder.resolve("south"), Progress.NONE);
    TrainingConfig config = TrainingConfig.defaults().withEpochs(2);
    for (int number = 0; number < 2; number++) {
      fixtures.train(fixtures.model(number), config.withSeed(number + 1));
    }
    fixtures.train(fixtures.other(), config.withLabels(List.of("anger", "sadness")));
    return fixtures;
  }

  private void train(Path file, TrainingConfig config) {
    if (Files.exists(file)) {
      return;
    }
    LabelSet labels = LabelSet.named(config.labels());
    Training.builder()
        .source(Corpus.open(folder.resolve("north")).labelled(labels))
        .target(Target.open(folder.resolve("south"), labels).corpus())
        .config(config)
        .output(file)
        .restart(true)
        .run(Progress.NONE)
        .requireFinished();
  }

  /** One of the two models. */
  public Path model(int number) {
    return folder.resolve("model-%d.safetensors".formatted(number));
  }

  /** One of fewer classes. */
  public Path other() {
    return folder.resolve("model-other.safetensors");
  }

  /** A model file of its own, which may be replaced. */
  public Path served(Path folder) {
    Path file = folder.resolve("served.safetensors");
    replace(model(0), file);
    return file;
  }

  /** Puts a copy of a file in the place of another, whole or not at all. */
  public static void replace(Path from, Path to) {
    try {
      put(Files.readAllBytes(from), to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts bytes in the place of a file, whole or not at all. */
  public static void put(byte[] bytes, Path to) throws IOException {
    Path beside = to.resolveSibling(to.getFileName() + ".new");
    Files.write(beside, bytes);
    Files.move(
        beside,
        to,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Recordings of either corpus by turns, in whatever format they are in. */
  public List<Path> recordings(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                i % 2 == 0
                    ? folder.resolve("north").resolve(SyntheticCorpus.NORTH.files().get(7 * i / 2))
                    : folder.resolve("south").resolve(SyntheticCorpus.SOUTH.files().get(7 * i / 2)))
        .toList();
  }

  /**
   * Speech of about this length, mono, at 8,000 samples a second: utterances one behind another.
   */
  public static float[] speech(double seconds) {
    float[] all = new float[(int) (8000 * seconds)];
    int at = 0;
    for (int i = 0; at < all.length; i++) {
      int rate = SyntheticCorpus.NORTH.sampleRate(i);
      float[] one = SyntheticCorpus.NORTH.samples(i)[0];
      // The nearest sample will do: it is to keep a recogniser busy, not to be listened to.
      for (int k = 0; (long) k * rate / 8000 < one.length && at < all.length; k++) {
        all[at++] = one[(int) ((long) k * rate / 8000)];
      }
    }
    return all;
  }
}
