package org.emodna.reproduction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.training.Embedding;
import org.emodna.training.RunOutcome;

/** The encoders' outputs of a run as {@code embeddings.safetensors}. */
final class EmbeddingsFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EmbeddingsFile() {}

  static void write(Path file, RunOutcome outcome, AddressedRun run, ScoredPredictions scored) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    writer.metadata("format", "emodna-embeddings-1");
    writer.metadata("classes", json(scored.labels()));
    for (Embedding one : outcome.embeddings()) {
      String side = one.side().name().toLowerCase(Locale.ROOT);
      int width = one.values().length == 0 ? 0 : one.values()[0].length;
      writer.add(side + "." + one.role(), flat(one.values(), width), one.values().length, width);
      writer.metadata(side + ".ids", json(one.ids()));
      Map<String, String> labels =
          one.side() == Embedding.Side.SOURCE ? labels(run) : labels(scored);
      List<String> all = new ArrayList<>();
      one.ids().forEach(id -> all.add(labels.get(id)));
      writer.metadata(side + ".labels", json(all));
    }
    writer.write(file);
  }

  private static Map<String, String> labels(AddressedRun run) {
    Map<String, String> labels = new HashMap<>();
    LabelledCorpus source = run.direction().source();
    source
        .items()
        .forEach(item -> labels.put(item.id(), source.labelSet().names().get(item.label())));
    return labels;
  }

  private static Map<String, String> labels(ScoredPredictions scored) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < scored.size(); i++) {
      labels.put(scored.ids().get(i), scored.label(i).orElse(null));
    }
    return labels;
  }

  private static float[] flat(float[][] rows, int width) {
    float[] all = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * width, width);
    }
    return all;
  }

  private static String json(List<String> texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
