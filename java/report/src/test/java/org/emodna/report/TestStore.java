package org.emodna.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.base.Problem;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.runs.EpochTable;
import org.emodna.runs.Plan;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunDescription;
import org.emodna.runs.RunStore;
import org.emodna.runs.RunWriter;
import org.emodna.runs.StoredRun;

/** Stores made by hand: runs by track, column, task and seed, and plans over them. */
final class TestStore {
  static final List<String> LABELS = List.of("anger", "sadness");

  private static final ObjectMapper JSON = new ObjectMapper();

  final RunStore store;
  private final Map<Detail.Place, TreeMap<Long, RunAddress>> cells = new LinkedHashMap<>();
  private final Map<String, Plan.Column> columns = new LinkedHashMap<>();
  private final List<Plan.Published> published = new ArrayList<>();
  private final List<Plan.LeftOut> leftOut = new ArrayList<>();
  private String made = "2026-01-01T00:00:00Z";
  private String device = "cpu";
  private int epochs = 50;
  private int numerics = 1;
  private int selected;
  private String recognised = "";
  private int speakers = 2;
  private String recordings = "ab12";
  private List<String> labels = LABELS;

  TestStore(Path folder) {
    store = RunStore.at(folder);
  }

  TestStore made(String time) {
    made = time;
    return this;
  }

  TestStore device(String name) {
    device = name;
    return this;
  }

  /** A setting of columns and runs that are named from now on. */
  TestStore epochs(int number) {
    epochs = number;
    return this;
  }

  TestStore numerics(int version) {
    numerics = version;
    return this;
  }

  /** The hash of what runs named from now on recognise; by default there is none. */
  TestStore recognised(String sha256) {
    recognised = sha256;
    return this;
  }

  TestStore speakers(int number) {
    speakers = number;
    return this;
  }

  /** The epoch that the predictions of runs stored from now on are of; else the last one. */
  TestStore selected(int epoch) {
    selected = epoch;
    return this;
  }

  /** The hash of what runs named from now on learn from. */
  TestStore recordings(String sha256) {
    recordings = sha256;
    return this;
  }

  TestStore labels(List<String> names) {
    labels = names;
    return this;
  }

  TestStore column(String name, String kind, String method) {
    ObjectNode settings = JSON.createObjectNode().put("method", method);
    settings.putObject("schedule").put("epochs", epochs);
    columns.put(name, new Plan.Column(name, kind, "what " + name + " is", settings));
    return this;
  }

  TestStore published(String name, boolean bestCase, Map<String, Map<String, Double>> figures) {
    published.add(new Plan.Published(name, "a paper", "best of 10 runs", bestCase, figures));
    return this;
  }

  TestStore leftOut(String track, String column, String task) {
    leftOut.add(new Plan.LeftOut(track, column, task, "adapts to a target"));
    return this;
  }

  /** Names a run in the plan without storing it. */
  RunAddress plan(String track, String column, String task, long seed, String variant) {
    RunAddress address = RunAddress.of(determinedBy(track, column, task, seed, variant));
    cells
        .computeIfAbsent(new Detail.Place(track, column, task), p -> new TreeMap<>())
        .put(seed, address);
    return address;
  }

  /**
   * Stores a run of utterances u0, u1…, speakers s0 and s1 by turns, epochs as given.
   *
   * @param truth a letter for each utterance: that of its class, or "-"
   * @param said likewise, "-" for one that could not be used
   */
  Path run(String track, String column, String task, long seed, String truth, String said) {
    return run(track, column, task, seed, scored(truth, said, 0.9f), EpochTable.builder().build());
  }

  Path run(String track, String column, String task, long seed, ScoredPredictions predictions) {
    return run(track, column, task, seed, predictions, EpochTable.builder().build());
  }

  Path run(
      String track,
      String column,
      String task,
      long seed,
      ScoredPredictions predictions,
      EpochTable epochs) {
    RunAddress address = plan(track, column, task, seed, "");
    try (RunWriter writer = store.begin(address)) {
      writer.predictions(predictions).epochs(epochs);
      writer.commit(
          description(
              address,
              determinedBy(track, column, task, seed, ""),
              predictions.size(),
              selected == 0 ? epochs.epochs().size() : selected,
              null));
    }
    forgetHashes(address);
    return store.folder(address);
  }

  /** Stores a run whose training failed. */
  void failed(String track, String column, String task, long seed) {
    RunAddress address = plan(track, column, task, seed, "");
    try (RunWriter writer = store.begin(address)) {
      Problem failure =
          Problem.of("epoch 3", "the weights are no longer numbers").remedy("lower it");
      writer.epochs(EpochTable.builder().build());
      writer.commit(
          description(address, determinedBy(track, column, task, seed, ""), 4, 0, failure));
    }
  }

  /**
   * As a run of another writer, which states no hashes: tests break files to see what is said of
   * their content.
   */
  private void forgetHashes(RunAddress address) {
    Path file = store.folder(address).resolve(StoredRun.DESCRIPTION);
    try {
      ObjectMapper json = new ObjectMapper();
      ObjectNode run = (ObjectNode) json.readTree(file.toFile());
      run.remove("files");
      json.writeValue(file.toFile(), run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both classes' letters are their first. */
  ScoredPredictions scored(String truth, String said, float confidence) {
    List<String> ids = new ArrayList<>();
    List<String> speakers = new ArrayList<>();
    int[] classes = new int[truth.length()];
    float[][] probabilities = new float[truth.length()][];
    for (int i = 0; i < classes.length; i++) {
      ids.add("u" + i);
      speakers.add("s" + i % this.speakers);
      classes[i] = number(truth.charAt(i));
      int predicted = number(said.charAt(i));
      if (predicted >= 0) {
        probabilities[i] = new float[labels.size()];
        java.util.Arrays.fill(probabilities[i], (1 - confidence) / (labels.size() - 1));
        probabilities[i][predicted] = confidence;
      }
    }
    return new ScoredPredictions(Predictions.of(ids, labels, probabilities), speakers, classes);
  }

  private int number(char letter) {
    for (int c = 0; c < labels.size(); c++) {
      if (labels.get(c).charAt(0) == letter) {
        return c;
      }
    }
    return Predictions.NONE;
  }

  private ObjectNode determinedBy(
      String track, String column, String task, long seed, String variant) {
    ObjectNode all = JSON.createObjectNode();
    all.put("device", device).put("instructions", device.equals("cpu") ? "avx2" : "9.0");
    all.put("numerics", numerics);
    all.put("column", column + variant).put("track", track);
    all.putObject("source").put("sha256", task + recordings);
    all.putObject("recognised").put("sha256", recognised.isEmpty() ? null : task + recognised);
    all.putObject("settings").put("seed", seed).putObject("schedule").put("epochs", epochs);
    return all;
  }

  private static RunDescription description(
      RunAddress address, JsonNode determinedBy, int utterances, int epoch, Problem failure) {
    return new RunDescription(
        RunDescription.FORMAT,
        address,
        determinedBy,
        new RunDescription.Provenance(
            "abc", "0.1.0", "2026-01-01T00:00:00Z", 10, 1, Map.of("device", "a CPU", "java", "17")),
        Map.of(RunDescription.RECOGNISED, new RunDescription.Part("B", utterances, 2, Map.of())),
        new RunDescription.Selection(RunDescription.Selection.LAST_EPOCH, epoch),
        List.of(),
        List.of(),
        Map.of(),
        failure);
  }

  /** Writes a plan of all that was named since the last one. */
  Path plan() {
    List<String> tracks = cells.keySet().stream().map(Detail.Place::track).distinct().toList();
    List<Plan.Task> tasks =
        cells.keySet().stream()
            .map(Detail.Place::task)
            .distinct()
            .map(t -> new Plan.Task(t, "direction", "A", "B", labels, 4))
            .toList();
    List<Plan.Cell> all = new ArrayList<>();
    cells.forEach((p, runs) -> all.add(new Plan.Cell(p.track(), p.row(), p.task(), runs)));
    Plan plan =
        new Plan(
            Plan.FORMAT,
            made,
            new Plan.Protocol("two corpora", "as described", "protocol: text"),
            List.of(
                new Plan.Corpus(
                    "A", "/a", "named", recordings, 4, 2, Map.of("anger", 4), List.of())),
            List.of(new Plan.Missing("C", "no such folder")),
            List.copyOf(columns.values()),
            tracks,
            tasks,
            List.of(1L, 2L),
            all,
            List.copyOf(leftOut),
            List.copyOf(published),
            List.of());
    cells.clear();
    return store.write(plan);
  }
}
