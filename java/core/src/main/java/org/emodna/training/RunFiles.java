package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.objective.LoggedValue;

/**
 * The files beside the models of a training: one checkpoint for all of them while they are trained,
 * and for each the log of its epochs.
 */
final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path checkpoint;
  private final List<Path> logs;

  /**
   * @param output that the user named
   * @param models one for each replica; the output itself where there is but one run
   */
  RunFiles(Path output, List<Path> models) {
    checkpoint = output.resolveSibling(output.getFileName() + ".checkpoint");
    logs =
        models.stream()
            .map(model -> model.resolveSibling(model.getFileName() + ".log.jsonl"))
            .toList();
  }

  /** The model of one seed of a set: name.safetensors becomes name-seed7.safetensors. */
  static Path ofSeed(Path output, long seed) {
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    return output.resolveSibling(name.substring(0, end) + "-seed" + seed + name.substring(end));
  }

  Path checkpoint() {
    return checkpoint;
  }

  private Path aside() {
    return checkpoint.resolveSibling(checkpoint.getFileName() + ".old");
  }

  /** Where a training begins anew, the state that an interrupted one has left is put aside. */
  void putCheckpointAside(Progress progress) {
    if (!Files.exists(checkpoint)) {
      return;
    }
    Path aside = aside();
    String earlier = Files.exists(aside) ? ", replacing an earlier one" : "";
    try {
      Files.move(checkpoint, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainingException(
          Problem.of(checkpoint, "can't be put aside (" + e + ")").remedy("delete it"), e);
    }
    progress.warn(
        checkpoint.toString(),
        "an interrupted training's state; this one begins anew, and it is kept as "
            + aside.getFileName()
            + earlier);
  }

  void removeCheckpoint() {
    try {
      Files.deleteIfExists(checkpoint);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(checkpoint, "can't be removed (" + e + ")"), e);
    }
  }

  /**
   * A listener that shows steps as progress, and adds a line of JSON for each epoch to the logs,
   * which begin with the epochs that come from a checkpoint.
   *
   * @param values that the epochs' reports hold
   */
  Trainer.Listener log(List<LoggedValue> values, Progress progress) {
    EpochSummary summary = new EpochSummary(values);
    long start = System.nanoTime();
    return new Trainer.Listener() {
      private String detail = "";

      @Override
      public void resumed(List<List<EpochReport>> histories) {
        for (int r = 0; r < histories.size(); r++) {
          StringBuilder lines = new StringBuilder();
          histories.get(r).forEach(report -> lines.append(line(report, null)));
          write(logs.get(r), lines.toString(), StandardOpenOption.TRUNCATE_EXISTING);
        }
        int epochs = histories.stream().mapToInt(List::size).max().orElse(0);
        if (epochs > 0) {
          Stream<List<EpochReport>> whole = histories.stream().filter(h -> h.size() == epochs);
          detail = summary.of(whole.map(h -> h.get(epochs - 1)).toList());
        }
      }

      @Override
      public void stepDone(long steps) {
        progress.advance(steps, detail);
      }

      @Override
      public void epochDone(Map<Integer, EpochReport> reports) {
        List<EpochReport> all = List.copyOf(reports.values());
        detail = summary.of(all);
        EpochReport first = all.get(0);
        progress.on(new EpochEnded(first.epoch(), first.epochs(), first.steps(), detail));
        double seconds = (System.nanoTime() - start) / 1e9;
        reports.forEach(
            (replica, report) -> {
              String line = line(report, seconds);
              write(logs.get(replica), line, StandardOpenOption.APPEND);
            });
      }
    };
  }

  private static String line(EpochReport report, Double seconds) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", report.epoch());
    line.put("epochs", report.epochs());
    line.put("steps", report.steps());
    line.putAll(report.values());
    if (seconds != null) {
      line.put("seconds", seconds);
    }
    try {
      return JSON.writeValueAsString(line) + '\n';
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Begins a log, or adds to it. A line goes out in one piece, and what a crash of the system
   * leaves half is written anew from the checkpoint when the run is resumed.
   */
  private static void write(Path log, String text, StandardOpenOption how) {
    try {
      Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(log, "the log can't be written (" + e + ")"), e);
    }
  }
}
