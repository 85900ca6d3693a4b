package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Progress;

/** The files beside a model: its checkpoint while it is trained, and the log of its epochs. */
final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path checkpoint;
  private final Path log;

  RunFiles(Path model) {
    checkpoint = model.resolveSibling(model.getFileName() + ".checkpoint");
    log = model.resolveSibling(model.getFileName() + ".log.jsonl");
  }

  Path checkpoint() {
    return checkpoint;
  }

  void removeCheckpoint() {
    try {
      Files.deleteIfExists(checkpoint);
    } catch (IOException e) {
      throw new TrainingException(checkpoint + ": can't be removed (" + e + ")");
    }
  }

  /** What a run depends on: settings, labels and features; not where it runs. */
  static String identity(
      TrainingConfig config, FeatureSet source, int[] labels, FeatureSet target) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ConfigFile.toJson(config).getBytes(StandardCharsets.UTF_8));
      digest.update(source.fingerprint().getBytes(StandardCharsets.UTF_8));
      for (int label : labels) {
        digest.update((byte) label);
      }
      if (target != null) {
        digest.update(target.fingerprint().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A listener that shows steps as progress, and writes a line of JSON for each epoch. */
  Trainer.Listener log(TrainingConfig config, Progress progress) {
    StringBuilder lines = new StringBuilder();
    long start = System.nanoTime();
    return new Trainer.Listener() {
      @Override
      public void resumed(java.util.List<EpochReport> history) {
        history.forEach(report -> append(report, null));
      }

      @Override
      public void stepDone(long steps, long totalSteps, EpochReport last) {
        progress.advance(steps, last == null ? "" : summary(last, config));
      }

      @Override
      public void epochDone(EpochReport report) {
        progress.advance(report.steps(), summary(report, config));
        append(report, (System.nanoTime() - start) / 1e9);
        writeLog(lines.toString());
      }

      private void append(EpochReport report, Double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch());
        line.put("epochs", report.epochs());
        line.put("steps", report.steps());
        line.putAll(report.values());
        if (seconds != null) {
          line.put("seconds", seconds);
        }
        try {
          lines.append(JSON.writeValueAsString(line)).append('\n');
        } catch (JsonProcessingException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private void writeLog(String text) {
    Path temporary = log.resolveSibling(log.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(
          temporary, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainingException(log + ": the log can't be written (" + e + ")");
    }
  }

  /** Loss terms, mean threshold and share of selected utterances, in a line for people. */
  private static String summary(EpochReport report, TrainingConfig config) {
    StringBuilder text = new StringBuilder("epoch " + report.epoch() + "/" + report.epochs());
    double thresholds = 0;
    for (Map.Entry<String, Double> value : report.values().entrySet()) {
      if (value.getKey().startsWith("threshold.")) {
        thresholds += value.getValue() / config.labels().size();
      } else if (!value.getKey().equals("selected") && !value.getKey().equals("skipped")) {
        text.append(String.format(Locale.ROOT, " %s %.3f", value.getKey(), value.getValue()));
      }
    }
    if (report.values().containsKey("selected")) {
      text.append(
          String.format(
              Locale.ROOT,
              " tau %.2f selected %.0f %%",
              thresholds,
              100 * report.values().get("selected")));
    }
    return text.toString();
  }
}
