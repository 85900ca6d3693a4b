package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.Problem;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.safetensors.SafeTensorsException;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;

/**
 * The state of a run, or of all replicas of a set, in one file, from which they go on to the same
 * bits as if they had never stopped. Holds parameters, Adam's moments, running statistics, the
 * terms' state, and a {@link Position}; what is random is drawn anew from the seeds.
 */
final class Checkpoint {
  private static final String FORMAT = "emodna-checkpoint-5";
  private static final String AFRESH = "delete it, or begin anew (Training.restart)";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrainingState state;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<RunIdentity> identities;
  private final List<String> keys;
  private final Watch watch;

  /**
   * @param identities of the runs; a checkpoint of others is refused
   * @param keys by which a matrix knows the runs; empty where there is none
   * @param watch whose predictions are part of the state
   */
  Checkpoint(List<RunIdentity> identities, List<String> keys, TrainingStep step, Watch watch) {
    this.identities = List.copyOf(identities);
    this.keys = List.copyOf(keys);
    this.watch = watch;
    state = step.state();
    tensors.putAll(state.tensors());
    tensors.put("log", step.log());
  }

  void write(Path file, Stream stream, Position position) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    writer.metadata("format", FORMAT);
    writer.metadata("runs", RunIdentity.toJson(identities));
    writer.metadata("step", Long.toString(position.step));
    try {
      writer.metadata("history", JSON.writeValueAsString(position.histories));
      writer.metadata("started", position.spent.started().toString());
      writer.metadata("seconds", Double.toString(position.spent.seconds()));
      writer.metadata("failures", JSON.writeValueAsString(position.failures));
      if (!keys.isEmpty()) {
        writer.metadata("keys", JSON.writeValueAsString(keys));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    tensors.forEach((name, tensor) -> writer.add(name, tensor.toFloats(stream), tensor.shape()));
    watch.write(writer);
    writer.write(file);
  }

  /**
   * What a checkpoint says beside its tensors.
   *
   * @param step the next one's number
   * @param histories each replica's epochs
   * @param failures why a replica has no result, by its number
   * @param spent by the processes up to here
   */
  record Position(
      long step,
      List<List<EpochReport>> histories,
      Map<Integer, Problem> failures,
      Stopwatch.Spent spent) {}

  /**
   * Puts the file's state on the device.
   *
   * @param epochs of the whole run
   */
  Position read(Path file, Stream stream, int epochs) {
    try (SafeTensorsFile in = SafeTensorsFile.open(file)) {
      List<RunIdentity> stored = runs(file, in);
      if (!RunIdentity.match(identities, stored)) {
        throw ofOthers(file, stored, identities);
      }
      tensors.forEach(
          (name, tensor) -> {
            if (!in.contains(name) || in.info(name).elements() != tensor.elements()) {
              throw broken(file, "it lacks '" + name + "' of the right size", null);
            }
            tensor.write(stream, in.toFloatArray(name));
          });
      long step = Long.parseLong(in.metadata().getOrDefault("step", ""));
      if (step < 0) {
        throw broken(file, "its step is " + step, null);
      }
      state.step.write(stream, step);
      List<List<EpochReport>> histories =
          JSON.readValue(in.metadata().getOrDefault("history", ""), new TypeReference<>() {});
      if (histories == null
          || histories.size() != identities.size()
          || histories.stream().anyMatch(one -> one == null || one.contains(null))) {
        throw broken(file, "its history is empty", null);
      }
      Map<Integer, Problem> failures =
          JSON.readValue(in.metadata().getOrDefault("failures", ""), new TypeReference<>() {});
      if (failures == null
          || failures.values().stream().anyMatch(one -> one == null || !complete(one))
          || failures.keySet().stream().anyMatch(r -> r < 0 || r >= identities.size())) {
        throw broken(file, "its failures are incomplete", null);
      }
      for (int r = 0; r < histories.size(); r++) {
        Optional<String> missing = watch.read(in, r, histories.get(r).size(), epochs);
        if (missing.isPresent()) {
          throw broken(file, "it lacks '" + missing.get() + "' of the right size", null);
        }
      }
      return new Position(step, histories, failures, spent(file, in));
    } catch (JsonProcessingException | NumberFormatException | DateTimeParseException e) {
      throw broken(file, "its metadata can't be read", e);
    } catch (SafeTensorsException e) {
      throw broken(file, e.reason(), e);
    }
  }

  private static boolean complete(Problem problem) {
    return problem.subject() != null && problem.reason() != null && problem.remedy() != null;
  }

  private static Stopwatch.Spent spent(Path file, SafeTensorsFile in) {
    Instant started = Instant.parse(in.metadata().getOrDefault("started", ""));
    double seconds = Double.parseDouble(in.metadata().getOrDefault("seconds", ""));
    if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw broken(file, "its seconds are " + seconds, null);
    }
    return new Stopwatch.Spent(started, seconds);
  }

  /**
   * The keys of the runs whose state a file of a matrix holds.
   *
   * @throws TrainingException if it is not such a file
   */
  static List<String> keys(Path file) {
    try (SafeTensorsFile in = SafeTensorsFile.open(file)) {
      runs(file, in);
      List<String> keys =
          JSON.readValue(in.metadata().getOrDefault("keys", ""), new TypeReference<>() {});
      if (keys == null || keys.isEmpty() || keys.contains(null)) {
        throw broken(file, "it names no runs", null);
      }
      return keys;
    } catch (JsonProcessingException e) {
      throw broken(file, "its metadata can't be read", e);
    } catch (SafeTensorsException e) {
      throw broken(file, e.reason(), e);
    }
  }

  /**
   * What is wrong with a checkpoint of other runs.
   *
   * @param stored the runs that it holds
   * @param now those that were to be resumed
   */
  static TrainingException ofOthers(Path file, List<RunIdentity> stored, List<RunIdentity> now) {
    List<String> changes = RunIdentity.changedExtensions(stored, now);
    if (!changes.isEmpty()) {
      return new TrainingException(
          Problem.of(file, "was written with other extensions (" + String.join("; ", changes) + ")")
              .remedy("resume with the same jars, or begin anew (Training.restart)"));
    }
    return new TrainingException(
        Problem.of(file, "belongs to a run with other settings, seeds or data")
            .remedy("resume with those, or begin anew (Training.restart)"));
  }

  private static List<RunIdentity> runs(Path file, SafeTensorsFile in) {
    if (!FORMAT.equals(in.metadata().get("format"))) {
      throw new TrainingException(
          Problem.of(file, "is not a checkpoint of this version of the program").remedy(AFRESH));
    }
    try {
      return RunIdentity.ofJson(in.metadata().getOrDefault("runs", ""));
    } catch (JsonProcessingException e) {
      throw broken(file, "its metadata can't be read", e);
    }
  }

  private static TrainingException broken(Path file, String cause, Exception origin) {
    return new TrainingException(
        Problem.of(file, "the checkpoint is broken: " + cause).remedy(AFRESH), origin);
  }
}
