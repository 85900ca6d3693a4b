package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;

/** Reads the log of a model's epochs, which lies beside the model while it is trained and after. */
public final class EpochLog {
  /** Hundreds of thousands of epochs. */
  private static final long MOST_BYTES = 256 << 20;

  static final Set<String> KEYS = Set.of("epoch", "epochs", "steps", "seconds");
  private static final ObjectMapper JSON = new ObjectMapper();

  private EpochLog() {}

  /**
   * A line of the log.
   *
   * @param report the epoch
   * @param seconds since the process that trained it began to train; empty for an epoch that was
   *     taken from a checkpoint
   */
  public record Entry(EpochReport report, OptionalDouble seconds) {}

  /** The log that belongs to a model: its name with ".log.jsonl". */
  public static Path of(Path model) {
    return model.resolveSibling(model.getFileName() + ".log.jsonl");
  }

  /**
   * Reads a log, also of a training that is under way or was killed: a last line without its end is
   * left out.
   *
   * @return the epochs in their order
   * @throws TrainingException if the file can't be read or is not such a log; it names the line
   */
  public static List<Entry> read(Path log) {
    String text;
    try {
      if (Files.size(log) > MOST_BYTES) {
        throw new TrainingException(
            Problem.of(log, "is larger than 256 MiB, so it is not a log of epochs"));
      }
      text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(log, "the log can't be read (" + e + ")"), e);
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      try {
        entries.add(entry(JSON.readTree(line)));
      } catch (JsonProcessingException e) {
        throw wrong(log, entries.size() + 1, JsonErrors.reason(e));
      } catch (IllegalArgumentException e) {
        throw wrong(log, entries.size() + 1, e.getMessage());
      }
    }
    return List.copyOf(entries);
  }

  private static Entry entry(JsonNode line) {
    for (String key : List.of("epoch", "epochs", "steps")) {
      if (!line.path(key).isIntegralNumber()) {
        throw new IllegalArgumentException("it lacks the whole number '" + key + "'");
      }
    }
    Map<String, Double> values = new LinkedHashMap<>();
    line.fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isNumber()) {
                throw new IllegalArgumentException("'" + field.getKey() + "' is not a number");
              }
              if (!KEYS.contains(field.getKey())) {
                values.put(field.getKey(), field.getValue().doubleValue());
              }
            });
    return new Entry(
        new EpochReport(
            line.get("epoch").intValue(),
            line.get("epochs").intValue(),
            line.get("steps").longValue(),
            values),
        line.has("seconds")
            ? OptionalDouble.of(line.get("seconds").doubleValue())
            : OptionalDouble.empty());
  }

  private static TrainingException wrong(Path log, int line, String why) {
    return new TrainingException(
        Problem.of(log, "line " + line + " is not a line of an epoch log: " + why));
  }
}
