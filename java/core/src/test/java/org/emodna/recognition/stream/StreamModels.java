package org.emodna.recognition.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.emodna.audio.AudioDecoder;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.features.InputSpec;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.ModelInput;
import org.emodna.model.Models;
import org.emodna.recognition.Recognizer;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.junit.jupiter.api.Assumptions;

/** Models of both kinds of input and speech to judge, made once for all tests. */
final class StreamModels {
  private static final Map<String, byte[]> MODELS = new ConcurrentHashMap<>();

  private StreamModels() {}

  /** Kinds of models: frames of a TIM-Net, and functionals. */
  static Stream<String> kinds() {
    return Stream.of("tim-net", "functionals");
  }

  /** A model file's bytes. */
  static byte[] model(String kind) {
    byte[] made = MODELS.get(kind);
    if (made == null) {
      // Not within the map: one model may be made of another.
      made = trained(kind);
      MODELS.put(kind, made);
    }
    return made;
  }

  private static byte[] trained(String kind) {
    return switch (kind) {
      case "speaker" -> bySpeaker();
      case "two-classes" -> trained(kind, List.of("sadness", "anger"));
      default -> trained(kind, ToneCorpus.LABELS);
    };
  }

  /** The model of functionals, as if it had been trained with normalisation by speaker. */
  private static byte[] bySpeaker() {
    Model model = ModelFile.load(model("functionals"), "functionals");
    ModelInput input = model.input();
    ObjectNode json = input.spec().toJson();
    json.put("normalisation", "speaker").put("speaker_prior", 3);
    Model changed =
        Models.with(model, new ModelInput(InputSpec.ofJson(json), input.source(), input.target()));
    try {
      Path file = Files.createTempDirectory("stream-models").resolve("speaker.safetensors");
      ModelFile.save(changed, file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] trained(String kind, List<String> classes) {
    TrainingConfig config =
        kind.startsWith("tim-net")
            ? ToneCorpus.config()
            : ConfigFile.parse(
                """
                labels: [%s]
                features: {normalisation: corpus}
                encoder: {hidden: 16, width: 8}
                schedule: {epochs: 5, steps: 4, batch-source: 9, batch-target: 8}
                """
                    .formatted(String.join(", ", classes)),
                "functionals",
                TrainingConfig.defaults());
    try {
      Path folder = Files.createTempDirectory("stream-models");
      LabelSet labels = LabelSet.named(classes);
      Path source = ToneCorpus.write(folder.resolve("source"), 0.2, 4);
      Path target = ToneCorpus.write(folder.resolve("target"), 0.3, 4);
      Path model =
          Training.builder()
              .source(Corpus.open(source).labelled(labels))
              .target(Target.open(target, labels).corpus())
              .config(config.withMethod("source-only").withSeed(kind.hashCode()))
              .output(folder.resolve("model.safetensors"))
              .device("cpu")
              .run(Progress.NONE)
              .requireFinished()
              .model();
      return Files.readAllBytes(model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recognizer recognizer(String kind, int threads) {
    return Recognizer.builder()
        .device(DeviceChoice.of("cpu"))
        .threads(threads)
        .load(model(kind), kind);
  }

  /** Synthetic speech of several utterances with pauses, mono at 16 bits, at {@link #RATE}. */
  static short[] speech() {
    List<float[]> parts = new ArrayList<>();
    int length = 0;
    for (int i = 0; length < 5 * RATE; i++) {
      if (SyntheticCorpus.NORTH.sampleRate(i) == RATE) {
        parts.add(SyntheticCorpus.NORTH.samples(i)[0]);
        parts.add(new float[RATE / 2]);
        length += parts.get(parts.size() - 2).length + RATE / 2;
      }
    }
    short[] all = new short[length];
    int at = 0;
    for (float[] part : parts) {
      for (float sample : part) {
        all[at++] = (short) Math.round(30_000 * sample);
      }
    }
    return all;
  }

  /** Hz. */
  static final int RATE = 22_050;

  /** A real recording of each corpus, or the test is skipped. */
  static List<Path> recordings() {
    String given = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../.."));
    Path shared = given != null ? Path.of(given) : root.resolve("../shared").normalize();
    Path corpora = shared.resolve("corpora");
    Assumptions.assumeTrue(
        Files.isDirectory(corpora),
        () -> corpora + " is missing; give the folder of shared files by -Demodna.shared");
    List<Path> some = new ArrayList<>();
    try (Stream<Path> each = Files.list(corpora)) {
      for (Path corpus : each.sorted().toList()) {
        try (Stream<Path> files = Files.walk(corpus)) {
          files.filter(Files::isRegularFile).sorted().skip(20).findFirst().ifPresent(some::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return some;
  }

  /** A recording's samples as they are. */
  static float[] samples(Path file) {
    return new AudioDecoder().decode(file).samples();
  }
}
