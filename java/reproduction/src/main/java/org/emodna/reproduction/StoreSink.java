package org.emodna.reproduction;

import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.RunScored;
import org.emodna.evaluation.EvaluationException;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.kernels.Device;
import org.emodna.kernels.NativeLibrary;
import org.emodna.model.ModelFile;
import org.emodna.runs.RunDescription;
import org.emodna.runs.RunStore;
import org.emodna.runs.RunWriter;
import org.emodna.runs.StoredRun;
import org.emodna.training.EpochReport;
import org.emodna.training.RunCost;
import org.emodna.training.RunOutcome;
import org.emodna.training.RunRequest;
import org.emodna.training.RunSink;
import org.emodna.training.TrainingResult;

/** Puts what comes of runs into the store: scores them, describes them, writes them. */
final class StoreSink implements RunSink {
  /** System property: the commit of the sources that the program was built from. */
  static final String COMMIT = "emodna.commit";

  private final RunStore store;
  private final Map<String, AddressedRun> planned = new LinkedHashMap<>();
  private final Predicate<RunRequest> embeddings;

  /** Runs whose files were found to be whole; looking takes all of their bytes. */
  private final Set<String> there = new HashSet<>();

  private final boolean models;
  private final int threads;
  private final Progress progress;
  private final Map<AddressedRun, Problem> notTrained = new LinkedHashMap<>();
  private int stored;

  /**
   * What is kept of runs beside their predictions, and what is said of the machine.
   *
   * @param embeddings of which runs
   * @param threads 0 = all
   */
  record Kept(Predicate<RunRequest> embeddings, boolean models, int threads) {}

  /**
   * @param progress is told of each run's score; takes reports from several threads
   */
  StoreSink(RunStore store, Collection<AddressedRun> runs, Kept kept, Progress progress) {
    this.store = store;
    embeddings = kept.embeddings;
    models = kept.models;
    threads = kept.threads;
    this.progress = progress;
    runs.forEach(run -> planned.put(run.address().hex(), run));
  }

  /** What was asked for after a run was stored makes it one that is not there. */
  @Override
  public boolean has(RunRequest request) {
    AddressedRun run = planned.get(request.key());
    if (there.contains(request.key())) {
      return true;
    }
    if (!store.contains(run.address())) {
      return false;
    }
    StoredRun stored = store.run(run.address());
    boolean has =
        stored.isComplete()
            && (stored.description().problem().isPresent()
                || (!models || stored.model().isPresent())
                    && (!embeddings.test(request) || stored.embeddings().isPresent()));
    if (has) {
      there.add(request.key());
    }
    return has;
  }

  @Override
  public void store(RunOutcome outcome) {
    AddressedRun run = planned.get(outcome.request().key());
    ScoredPredictions scored = run.scorer().scored(outcome.predictions());
    try (RunWriter writer = store.begin(run.address())) {
      writer.predictions(scored).epochs(Epochs.of(outcome, run));
      if (!outcome.embeddings().isEmpty()) {
        EmbeddingsFile.write(writer.file(StoredRun.EMBEDDINGS), outcome, run, scored);
      }
      if (models) {
        ModelFile.save(outcome.model(), writer.file(StoredRun.MODEL));
      }
      writer.commit(description(run, outcome.summary(), outcome.cost(), outcome.warnings(), null));
    }
    stored++;
    tell(outcome, run, scored);
  }

  private void tell(RunOutcome outcome, AddressedRun run, ScoredPredictions scored) {
    Score score;
    try {
      score = scored.score();
    } catch (EvaluationException e) {
      // No recording could be used: the report says so, too.
      return;
    }
    progress.on(
        new RunScored(
            outcome.request().title(),
            outcome.request().config().seed(),
            score.uar(),
            score.war(),
            Epochs.uars(outcome, run)));
  }

  @Override
  public void failed(
      RunRequest request, TrainingResult.Summary summary, RunCost cost, Problem problem) {
    AddressedRun run = planned.get(request.key());
    try (RunWriter writer = store.begin(run.address())) {
      writer.epochs(Epochs.of(summary.history()));
      writer.commit(description(run, summary, cost, List.of(), problem));
    }
  }

  @Override
  public void notTrained(RunRequest request, Problem problem) {
    notTrained.put(planned.get(request.key()), problem);
  }

  private RunDescription description(
      AddressedRun run,
      TrainingResult.Summary summary,
      RunCost cost,
      List<String> warnings,
      Problem failure) {
    List<EpochReport> history = summary.history();
    return new RunDescription(
        RunDescription.FORMAT,
        run.address(),
        run.determinants(),
        new RunDescription.Provenance(
            System.getProperty(COMMIT, ""),
            NativeLibrary.version(),
            cost.started().truncatedTo(ChronoUnit.SECONDS).toString(),
            cost.seconds(),
            cost.replicas(),
            machine(summary.device())),
        Parts.of(run),
        new RunDescription.Selection(
            RunDescription.Selection.LAST_EPOCH,
            history.isEmpty() ? 0 : history.get(history.size() - 1).epoch()),
        summary.failures().stream()
            .distinct()
            .map(one -> new RunDescription.Unusable(one.path(), one.reason()))
            .toList(),
        warnings,
        Map.of(),
        failure);
  }

  private Map<String, String> machine(Device device) {
    Map<String, String> machine = new TreeMap<>();
    machine.put("device", device.toString());
    machine.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    machine.put("threads", threads == 0 ? "all" : Integer.toString(threads));
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return machine;
  }

  /** Runs that were trained and stored. */
  int stored() {
    return stored;
  }

  /** Runs that something outside of them kept from being trained. */
  Map<AddressedRun, Problem> notTrained() {
    return notTrained;
  }
}
