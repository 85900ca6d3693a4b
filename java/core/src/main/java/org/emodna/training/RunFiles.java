package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.objective.LoggedValue;

/**
 * The models of a training, or of one of its parts, and the files beside them: one checkpoint for
 * all of them while they are trained, and for each the log of its epochs.
 */
final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CHECKPOINT = ".checkpoint";
  private static final Pattern PART =
      Pattern.compile("\\.part([1-9]\\d{0,3})-of-([1-9]\\d{0,3})\\.checkpoint");

  private final Path checkpoint;
  private final List<Path> models;
  private final List<Path> logs;

  private RunFiles(Path checkpoint, List<Path> models) {
    this.checkpoint = checkpoint;
    this.models = List.copyOf(models);
    logs =
        models.stream()
            .map(model -> model.resolveSibling(model.getFileName() + ".log.jsonl"))
            .toList();
  }

  /**
   * Of a training in parts, each of which is a set with a checkpoint of its own: "m.checkpoint"
   * where there is one part, else "m.part1-of-2.checkpoint" and so on.
   *
   * @param output that the user named
   * @param models one for each run; the output itself where there is but one
   * @param count of the parts, at most one for each run
   * @return the parts, whose models follow one another
   */
  static List<RunFiles> parts(Path output, List<Path> models, int count) {
    List<RunFiles> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String part = count == 1 ? "" : ".part%d-of-%d".formatted(i + 1, count);
      parts.add(
          new RunFiles(
              output.resolveSibling(output.getFileName() + part + CHECKPOINT),
              models.subList(i * models.size() / count, (i + 1) * models.size() / count)));
    }
    return parts;
  }

  /** The checkpoints that an interrupted training to this output has left. */
  static List<Path> interrupted(Path output) {
    String name = output.getFileName().toString();
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            output.toAbsolutePath().getParent(),
            file -> {
              String other = file.getFileName().toString();
              return other.startsWith(name) && isCheckpoint(other.substring(name.length()));
            })) {
      all.forEach(file -> found.add(output.resolveSibling(file.getFileName())));
    } catch (IOException | DirectoryIteratorException e) {
      throw new TrainingException(
          Problem.of(output.toAbsolutePath().getParent(), "can't be read (" + e + ")"), e);
    }
    found.sort(null);
    return found;
  }

  /** Whether a file's name goes on so; a part that no training has is some other file. */
  private static boolean isCheckpoint(String rest) {
    Matcher part = PART.matcher(rest);
    return rest.equals(CHECKPOINT)
        || part.matches()
            && Integer.parseInt(part.group(2)) > 1
            && Integer.parseInt(part.group(1)) <= Integer.parseInt(part.group(2));
  }

  /** How many parts a training had that has left this checkpoint. */
  static int partsOf(Path output, Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    Matcher part = PART.matcher(name.substring(output.getFileName().toString().length()));
    return part.matches() ? Integer.parseInt(part.group(2)) : 1;
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

  /** How many models there are. */
  int size() {
    return models.size();
  }

  Path model(int run) {
    return models.get(run);
  }

  /** Where a training begins anew, the state that an interrupted one has left is put aside. */
  static void putAside(Path checkpoint, Progress progress) {
    Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + ".old");
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
   * @param events makes events of epochs
   */
  Trainer.Listener log(List<LoggedValue> values, EpochEvents events, Progress progress) {
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
        double seconds = (System.nanoTime() - start) / 1e9;
        reports.forEach(
            (replica, report) -> {
              String line = line(report, seconds);
              write(logs.get(replica), line, StandardOpenOption.APPEND);
            });
        progress.epoch(events.of(reports, detail));
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
