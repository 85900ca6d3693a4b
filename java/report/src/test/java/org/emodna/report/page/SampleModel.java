package org.emodna.report.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.ScoreFile;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.features.InputSpec;
import org.emodna.model.Encoder;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.ModelInput;
import org.emodna.model.TimNetEncoder;
import org.emodna.runs.EpochTable;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunDescription;
import org.emodna.runs.RunStore;
import org.emodna.runs.RunWriter;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;

/** A model that has learnt nothing but says where it comes from, and what lies beside models. */
final class SampleModel {
  static final List<String> LABELS = List.of("anger", "neutral", "sadness");
  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleModel() {}

  static void write(Path file) throws IOException {
    InputSpec spec =
        InputSpec.builder().stream("mfcc")
            .normalisation(org.emodna.features.Normalisation.NONE)
            .build();
    ModelInput input = new ModelInput(spec, Optional.empty(), Optional.empty());
    Encoder encoder =
        TimNetEncoder.KIND.create(
            TimNetEncoder.Settings.defaults().withChannels(4).withBlocks(2), input.encoder(), 1);
    ModelFile.save(Model.blank(encoder, input, LABELS), file);
    SafeTensorsWriter writer = new SafeTensorsWriter();
    try (SafeTensorsFile blank = SafeTensorsFile.open(file)) {
      blank.metadata().forEach(writer::metadata);
      for (String name : blank.names()) {
        writer.add(name, blank.toFloatArray(name), blank.info(name).shape());
      }
    }
    writer.metadata(
        "config",
        "{\"method\":\"emo-dna\",\"seed\":3,\"labels\":[\"anger\",\"neutral\",\"sadness\"],"
            + "\"decoupling\":{\"weight\":0.1,\"temperature\":0.07},\"schedule\":{\"epochs\":60}}");
    Map<String, String> provenance =
        Map.of(
            "source",
            "CASIA",
            "source_utterances",
            "1000",
            "source_sha256",
            "ab12".repeat(16),
            "target",
            "EMODB",
            "target_utterances",
            "408",
            "target_sha256",
            "cd34".repeat(16),
            "seed",
            "3",
            "version",
            "0.1.0",
            "device",
            "cpu AMD EPYC avx512");
    provenance.forEach((key, value) -> writer.metadata("provenance." + key, value));
    writer.write(file);
  }

  static void writeScore(Path model) {
    long[][] confusion = {{30, 10, 0}, {20, 20, 0}, {5, 20, 25}};
    ScoreFile.write(ScoreFile.of(model), new Score(LabelSet.named(LABELS), confusion));
  }

  static void writeLog(Path model) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int e = 1; e <= 30; e++) {
      log.append(
          "{\"epoch\":%d,\"epochs\":30,\"steps\":%d,\"emotion\":%s,\"threshold.anger\":0.8,\"selected\":%s}%n"
              .formatted(e, 10 * e, 1.6 / e, e / 40.0));
    }
    Files.writeString(model.resolveSibling(model.getFileName() + ".log.jsonl"), log);
  }

  private static Predictions predictions(int n) {
    List<String> ids = new ArrayList<>();
    float[][] probabilities = new float[n][];
    for (int i = 0; i < n; i++) {
      ids.add("recording " + i);
      float sure = 0.4f + 0.5f * i / n;
      probabilities[i] = new float[] {(1 - sure) / 2, (1 - sure) / 2, (1 - sure) / 2};
      probabilities[i][i % 3] = sure;
    }
    probabilities[n - 1] = null;
    return Predictions.of(ids, LABELS, probabilities);
  }

  static void writePredictions(Path model) {
    PredictionsFile.write(PredictionsFile.of(model), predictions(61));
  }

  /** A run in a store, with its model; returns its folder. Two of three are right. */
  static Path writeRun(Path folder) throws IOException {
    int n = 181;
    int[] truth = new int[n];
    List<String> speakers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      truth[i] = i / 3 % 3 == 0 ? (i + 1) % 3 : i % 3;
      speakers.add("speaker " + i % 7);
    }
    EpochTable.Builder epochs = EpochTable.builder();
    for (int e = 1; e <= 30; e++) {
      epochs.add(
          e, 10L * e, Map.of("emotion", 1.6 / e, "decoupling", 1 + 1.0 / e, "selected", e / 40.0));
      if (e % 10 == 0) {
        epochs.put(e, "scored.uar", 0.3 + e / 80.0).put(e, "validator.snd", 1.0 / e);
      }
    }
    var determined = JSON.createObjectNode().put("seed", 3);
    RunAddress address = RunAddress.of(determined);
    RunStore store = RunStore.at(folder.resolve("results"));
    try (RunWriter writer = store.begin(address)) {
      write(writer.file("model.safetensors"));
      writer.predictions(new ScoredPredictions(predictions(n), speakers, truth));
      writer.epochs(epochs.build());
      writer.commit(
          new RunDescription(
              RunDescription.FORMAT,
              address,
              determined,
              new RunDescription.Provenance(
                  "abc", "0.1.0", "2026-01-01T00:00:00Z", 10, 1, Map.of()),
              Map.of(RunDescription.RECOGNISED, new RunDescription.Part("EMODB", n, 7, Map.of())),
              new RunDescription.Selection(RunDescription.Selection.LAST_EPOCH, 30),
              List.of(),
              List.of(),
              Map.of(),
              null));
    }
    return store.folder(address);
  }
}
