package org.emodna.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.AtomicFile;
import org.emodna.base.JsonErrors;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelSet;

/** A score in a file: the JSON object that {@code evaluate --json} prints, too. */
public final class ScoreFile {
  private static final long MOST_BYTES = 16 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ScoreFile() {}

  /** The file that belongs to a model: its name with ".score.json". */
  public static Path of(Path model) {
    return model.resolveSibling(model.getFileName() + ".score.json");
  }

  /**
   * Writes a score, in the place of an earlier file.
   *
   * @throws EvaluationException if the file can't be written
   */
  public static void write(Path file, Score score) {
    try {
      byte[] bytes = JSON.writeValueAsBytes(score);
      AtomicFile.write(
          file,
          out -> {
            out.write(bytes);
            out.write('\n');
          });
    } catch (IOException e) {
      throw new EvaluationException(file + ": the score can't be written (" + e + ")", e);
    }
  }

  /**
   * Reads a score. Its figures follow from the classes and the confusion matrix in the file.
   *
   * @throws EvaluationException if the file can't be read or holds no score
   */
  public static Score read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new EvaluationException(file + ": is larger than 16 MiB, so it is not a score");
      }
      JsonNode score = JSON.readTree(file.toFile());
      if (!score.path("labels").isArray() || !score.path("confusion").isArray()) {
        throw new EvaluationException(file + ": is not a score: it lacks 'labels' or 'confusion'");
      }
      List<String> labels = new ArrayList<>();
      score.get("labels").forEach(label -> labels.add(label.asText()));
      long[][] confusion = JSON.treeToValue(score.get("confusion"), long[][].class);
      return scored(file, labels, confusion);
    } catch (JsonProcessingException e) {
      throw new EvaluationException(file + ": is not a score: " + JsonErrors.reason(e), e);
    } catch (IOException e) {
      throw new EvaluationException(file + ": the score can't be read (" + e + ")", e);
    }
  }

  private static Score scored(Path file, List<String> labels, long[][] confusion) {
    try {
      return new Score(LabelSet.named(labels), confusion);
    } catch (CorpusException | EvaluationException e) {
      throw new EvaluationException(file + ": is not a score: " + e.getMessage(), e);
    }
  }
}
