package org.emodna.reproduction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.emodna.audio.Sound;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.evaluation.Target;
import org.emodna.protocol.FoundCorpora;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.PublishedRow;
import org.emodna.protocol.Task;
import org.emodna.runs.Plan;
import org.emodna.runs.RunAddress;
import org.emodna.training.Direction;

/** From a matrix to runs with their addresses, and to the plan that says which fills which cell. */
final class Planner {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Matrix matrix;
  private final CorpusHashes hashes = new CorpusHashes();
  private final Determinants determinants;
  private final Map<RunAddress, AddressedRun> runs = new LinkedHashMap<>();
  private final List<Plan.Cell> cells = new ArrayList<>();
  private final Map<Task, Determinants.OfTask> tasks = new HashMap<>();

  /** Reads every recording's bytes once. */
  Planner(Matrix matrix, Determinants.Circumstances circumstances, int threads, Progress progress) {
    this.matrix = matrix;
    hashes.read(sounds(), threads, progress);
    determinants = new Determinants(circumstances, hashes);
    progress.stage("addresses of the runs", matrix.runs());
    long done = 0;
    for (Matrix.Cell cell : matrix.cells()) {
      Map<Long, RunAddress> ofSeeds = new TreeMap<>();
      InterruptedWorkException.check("planning a reproduction");
      for (long seed : matrix.seeds()) {
        AddressedRun run = run(cell, seed);
        // Columns of equal settings share their runs.
        runs.putIfAbsent(run.address(), run);
        ofSeeds.put(seed, run.address());
        progress.advance(++done, "");
      }
      cells.add(
          new Plan.Cell(cell.track().label(), cell.column().name(), cell.task().name(), ofSeeds));
    }
  }

  private Set<Sound> sounds() {
    Set<Sound> sounds = new LinkedHashSet<>();
    for (Task task : matrix.tasks()) {
      Direction direction = task.direction();
      direction.source().items().forEach(item -> sounds.add(item.sound()));
      for (UnlabelledCorpus corpus :
          new UnlabelledCorpus[] {
            direction.target(), direction.recognised(), direction.validation()
          }) {
        if (corpus != null) {
          corpus.items().forEach(item -> sounds.add(item.sound()));
        }
      }
    }
    matrix.corpora().found().stream()
        .flatMap(found -> found.corpus().utterances().stream())
        .forEach(utterance -> sounds.add(utterance.sound()));
    return sounds;
  }

  private AddressedRun run(Matrix.Cell cell, long seed) {
    Task task = cell.task();
    TrainingConfig config = cell.config().withSeed(seed);
    Determinants.OfTask hashed =
        tasks.computeIfAbsent(task, one -> determinants.task(one.direction(), truth(one)));
    Supplier<ObjectNode> all = () -> determinants.of(config, hashed);
    return new AddressedRun(
        RunAddress.of(all.get()),
        all,
        config,
        task.direction(),
        task.recognised().scorer().orElseThrow(),
        Optional.ofNullable(task.validation()).flatMap(Target::scorer));
  }

  private static Determinants.Truth truth(Task task) {
    return new Determinants.Truth(
        truth(task.recognised(), task.labels()),
        task.validation() == null ? List.of() : truth(task.validation(), task.labels()));
  }

  /** The recordings of a target with their labels, which the scorer puts beside predictions. */
  private static List<CorpusHashes.Recording> truth(Target target, List<String> labels) {
    List<UnlabelledCorpus.Item> items = target.corpus().items();
    Predictions none =
        Predictions.of(
            items.stream().map(UnlabelledCorpus.Item::id).toList(),
            labels,
            new float[items.size()][]);
    ScoredPredictions scored = target.scorer().orElseThrow().scored(none);
    int[] truth = scored.truth();
    List<CorpusHashes.Recording> all = new ArrayList<>();
    for (int i = 0; i < truth.length; i++) {
      UnlabelledCorpus.Item item = items.get(i);
      all.add(new CorpusHashes.Recording(item.id(), item.sound(), item.speaker(), truth[i]));
    }
    return all;
  }

  /** The runs that fill the matrix, each once. */
  Collection<AddressedRun> runs() {
    return runs.values();
  }

  /** What is asked for, for the store. */
  Plan plan() {
    return new Plan(
        Plan.FORMAT,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        new Plan.Protocol(
            matrix.protocol().name(), matrix.protocol().description(), matrix.protocol().text()),
        matrix.corpora().found().stream().map(this::corpus).toList(),
        matrix.corpora().missing().stream()
            .map(one -> new Plan.Missing(one.name(), one.reason()))
            .toList(),
        matrix.columns().stream().map(this::column).toList(),
        matrix.tracks().stream().map(track -> track.label()).toList(),
        matrix.tasks().stream().map(Planner::task).toList(),
        matrix.seeds(),
        cells,
        matrix.leftOut().stream().map(Planner::leftOut).toList(),
        matrix.published().stream().map(Planner::published).toList(),
        matrix.notes());
  }

  private Plan.Corpus corpus(FoundCorpora.Found found) {
    Corpus corpus = found.corpus();
    List<CorpusHashes.Recording> all = new ArrayList<>();
    Set<String> speakers = new LinkedHashSet<>();
    for (Utterance one : corpus.utterances()) {
      all.add(new CorpusHashes.Recording(one.id(), one.sound(), one.speaker(), -1));
      if (one.speaker() != null) {
        speakers.add(one.speaker());
      }
    }
    Map<String, Integer> classes = new TreeMap<>();
    corpus.counts().forEach((emotion, count) -> classes.put(emotion.toString(), count));
    return new Plan.Corpus(
        found.name(),
        found.shortPlace(),
        corpus.reader(),
        hashes.of(all),
        all.size(),
        speakers.size(),
        classes,
        corpus.notes());
  }

  /** With the settings of its first cell; those that the track sets are taken out. */
  private Plan.Column column(org.emodna.protocol.Column column) {
    JsonNode settings =
        matrix.cells().stream()
            .filter(cell -> cell.column().equals(column))
            .findFirst()
            .map(cell -> settings(cell.config(), column.normalisation().isPresent()))
            .orElse(JSON.createObjectNode());
    return new Plan.Column(column.name(), column.kind().label(), column.description(), settings);
  }

  private static JsonNode settings(TrainingConfig config, boolean ownNormalisation) {
    try {
      ObjectNode all = (ObjectNode) JSON.readTree(ConfigFile.toJson(config));
      all.remove(List.of("seed", "labels"));
      if (!ownNormalisation && all.get("features") instanceof ObjectNode features) {
        features.remove("normalisation");
      }
      return all;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Plan.Task task(Task task) {
    LabelledCorpus source = task.direction().source();
    return new Plan.Task(
        task.name(),
        task.kind().label(),
        task.ends().source(),
        task.direction().target() == null ? null : task.ends().target(),
        source.labelSet().names(),
        task.recognisedUtterances());
  }

  private static Plan.LeftOut leftOut(Matrix.LeftOut one) {
    return new Plan.LeftOut(
        one.track() == null ? null : one.track().label(),
        one.column() == null ? null : one.column().name(),
        one.task(),
        one.reason());
  }

  private static Plan.Published published(PublishedRow row) {
    Map<String, Map<String, Double>> figures = new TreeMap<>();
    row.figures()
        .forEach(
            (task, figure) -> {
              Map<String, Double> values = new TreeMap<>();
              put(values, "uar", figure.uar());
              put(values, "war", figure.war());
              figures.put(task, values);
            });
    return new Plan.Published(
        row.name(),
        row.source(),
        Objects.requireNonNullElse(row.note(), ""),
        row.bestCase(),
        figures);
  }

  private static void put(Map<String, Double> values, String name, Double value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
