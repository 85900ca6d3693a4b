package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.EncoderChoice;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.EpochReport;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;

/**
 * Trains with all parts, stops, resumes, saves, loads and recognises; fails if one does not work.
 */
public final class TryParts {
  private static final int EACH = 4;

  private final LabelSet labels;
  private final Path folder;
  private final Path source;
  private final Path target;

  private TryParts(TrainingConfig config, Path folder) throws IOException {
    labels = LabelSet.named(config.labels());
    this.folder = folder;
    source = write(SyntheticCorpus.NORTH, folder.resolve("north"));
    target = write(SyntheticCorpus.SOUTH, folder.resolve("south"));
  }

  /** Takes the settings of the parts, those of the method, and the folder to work in. */
  public static void main(String[] args) throws IOException {
    TrainingConfig config = ConfigFile.read(Path.of(args[0]));
    TryParts all = new TryParts(config, Path.of(args[2]));
    all.attempt("encoder for corpus", config);
    all.attempt(
        "encoder for both",
        config.toBuilder()
            .encoder(EncoderChoice.of("pooled"))
            .encoder("corpus", EncoderChoice.of("pooled"))
            .build());
    all.attempt("method", ConfigFile.read(Path.of(args[1])));
  }

  private void attempt(String name, TrainingConfig config) throws IOException {
    String file = name.replace(' ', '-');
    Path whole = folder.resolve(file + "-whole.safetensors");
    TrainingResult.Finished result = training(config, whole).run(Progress.NONE).requireFinished();

    Path parts = folder.resolve(file + "-parts.safetensors");
    int[] steps = new int[1];
    TrainingResult stopped =
        training(config, parts).stopWhen(() -> steps[0]++ == 3).run(Progress.NONE);
    require(stopped instanceof TrainingResult.Stopped, "it did not stop");
    training(config, parts).resume(true).run(Progress.NONE).requireFinished();
    require(Files.mismatch(whole, parts) < 0, "the resumed run came to another model");

    List<EpochReport> epochs = result.history();
    double first = epochs.get(0).values().get("prototype-scale");
    double last = epochs.get(epochs.size() - 1).values().get("prototype-scale");
    require(first != last, "the scale of the prototypes was not learnt");
    Map<String, String> provenance = ModelFile.load(whole).provenance();
    require(
        provenance.keySet().stream().anyMatch(key -> key.startsWith("extension.")),
        "the model does not say whose code made it: " + provenance);
    try (Recognizer recognizer = Recognizer.load(whole);
        var files = Files.list(target)) {
      Recognition one = recognizer.recognize(files.sorted().findFirst().orElseThrow());
      System.out.printf(
          "extension: %s: trained, resumed to the same bits; scale %.3f to %.3f; %s (%.2f)%n",
          name, first, last, one.emotion(), one.confidence());
    }
  }

  private Training.Builder training(TrainingConfig config, Path output) {
    Corpus corpus = Corpus.open(source);
    require(corpus.reader().equals("stage"), "the reader is " + corpus.reader());
    return Training.builder()
        .source(corpus.labelled(labels))
        .target(Target.open(target, labels).corpus())
        .config(config)
        .cache(folder.resolve("cache"))
        .output(output);
  }

  /** Some recordings of each class, named as on the stage. */
  private Path write(SyntheticCorpus corpus, Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < corpus.size(); i++) {
      String emotion = corpus.emotions().get(i);
      int count = counts.merge(emotion, 1, Integer::sum);
      if (labels.names().contains(emotion) && count <= EACH) {
        String name = "%s-act%d-%s.wav".formatted(corpus.speakers().get(i), count, emotion);
        AudioEncoder.write(
            folder.resolve(name), AudioFormat.WAV, corpus.samples(i), corpus.sampleRate(i));
      }
    }
    return folder;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
