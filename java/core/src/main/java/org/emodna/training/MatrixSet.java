package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.evaluation.Predictions;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.Classifier;
import org.emodna.model.EncoderOutputs;
import org.emodna.model.Model;
import org.emodna.model.Network;
import org.emodna.objective.Roles;

/** Trains one set of a matrix's runs together, and says what each came to. */
final class MatrixSet {
  private final How how;
  private final KernelContext context;
  private final String name;

  /** All of one column and of one shape. */
  private final List<PlannedRun> runs;

  private final List<Job> jobs;
  private final TrainingConfig config;
  private final Network network;

  /**
   * How a set is to be trained.
   *
   * @param stop asked before each step
   */
  record How(TrainingMatrix.Options options, MatrixProgress progress, BooleanSupplier stop) {}

  /**
   * @param name that progress shows before what the set comes to; may be empty
   */
  MatrixSet(How how, KernelContext context, MatrixSets.Chosen chosen, String name) {
    this.how = how;
    this.context = context;
    this.name = name;
    runs = chosen.runs();
    jobs = chosen.jobs();
    config = runs.get(0).config();
    network = TrainedNetwork.of(config);
  }

  /**
   * What a run came to.
   *
   * @param cost of a run that has failed too
   * @param outcome empty where it has failed
   * @param problem why it has failed
   */
  record Result(
      PlannedRun run,
      TrainingResult.Summary summary,
      RunCost cost,
      Optional<RunOutcome> outcome,
      Optional<Problem> problem) {}

  /**
   * Trains to the end, from the checkpoint where there is one.
   *
   * @param planned steps of those of the runs that progress counts
   * @return a result for each run; empty if it was stopped
   * @throws BrokenCheckpointException if there is a checkpoint that can't be used
   */
  Optional<List<Result>> train(Path checkpoint, long planned) {
    Stopwatch stopwatch = Stopwatch.start();
    Watch watch = Watch.of(how.options.watchedEpochs(), context, network, jobs);
    Trainer.Kept kept =
        new Trainer.Kept(
            jobs.stream().map(Job::identity).toList(),
            MatrixSets.Chosen.keys(runs),
            watch,
            stopwatch);
    TeacherUse.warn(config, jobs, how.progress.within());
    MatrixProgress.OfSet progress =
        how.progress.setBegan(name, runs.get(0).column().settings(), runs.size(), planned);
    if (TeacherUse.inUse(config)) {
      progress.detail(TeacherUse.title(jobs));
    }
    try (Stream stream = context.stream();
        Fit trainer = Fit.of(stream, config, network, jobs, kept, how.stop)) {
      resume(trainer, checkpoint);
      progress.setSteps(trainer.totalSteps() - trainer.steps());
      if (!trainer.run(checkpoint, how.stop, listener(trainer, progress))) {
        return Optional.empty();
      }
      TrainingState.Weights[][] weights = trainer.members();
      List<Result> results = new ArrayList<>();
      for (int r = 0; r < runs.size(); r++) {
        results.add(result(r, trainer, weights[r], kept));
      }
      return Optional.of(results);
    } catch (StopCheck.Stopped e) {
      return Optional.empty();
    } finally {
      progress.ended();
    }
  }

  private static void resume(Fit trainer, Path checkpoint) {
    if (Files.exists(checkpoint)) {
      try {
        trainer.resume(checkpoint);
      } catch (TrainingException e) {
        throw new BrokenCheckpointException(e.problem(), e);
      }
    }
  }

  private Trainer.Listener listener(Fit trainer, MatrixProgress.OfSet progress) {
    EpochSummary summary = new EpochSummary(trainer.values());
    EpochEvents events =
        new EpochEvents(
            runs.stream().map(run -> run.request().title()).toList(),
            runs.stream().map(PlannedRun::config).toList(),
            trainer.totalSteps());
    String what = config.method() + (runs.size() == 1 ? " " : " x " + runs.size() + " ");
    return new Trainer.Listener() {
      @Override
      public void resumed(List<List<EpochReport>> histories) {
        progress.detail(what.strip());
      }

      @Override
      public void stepDone(long steps) {
        progress.stepDone();
      }

      @Override
      public void epochDone(Map<Integer, EpochReport> reports) {
        progress.epoch(events.of(reports, ""), what + summary.of(List.copyOf(reports.values())));
      }
    };
  }

  private Result result(
      int replica, Fit trainer, TrainingState.Weights[] weights, Trainer.Kept kept) {
    Job job = jobs.get(replica);
    PlannedRun run = runs.get(replica);
    TrainingResult.Summary summary =
        new TrainingResult.Summary(
            job.config().seed(),
            job.corpora().failures(),
            trainer.histories().get(replica),
            context.device());
    Optional<Problem> failure = trainer.failure(replica);
    if (failure.isEmpty() && !TrainingState.Weights.finite(weights)) {
      failure = Optional.of(TrainingSession.NOT_FINITE);
    }
    if (failure.isPresent()) {
      return new Result(
          run, summary, kept.stopwatch().shared(runs.size()), Optional.empty(), failure);
    }
    Model model = RunModel.of(job, network, weights, context.device());
    Predictions predictions = predictions(job, model);
    RunOutcome outcome =
        new RunOutcome.Builder(run.request(), summary)
            .model(model)
            .predictions(predictions)
            .watched(kept.watch().of(replica))
            .embeddings(embeddings(run.request(), job, model))
            .warnings(
                Collapse.warning(
                        predictions.classes(), trainer.steps(), job.config(), model.encoder())
                    .stream()
                    .toList())
            .cost(kept.stopwatch().shared(runs.size()))
            .build();
    return new Result(run, summary, outcome.cost(), Optional.of(outcome), Optional.empty());
  }

  private Predictions predictions(Job job, Model model) {
    CorpusFeatures recognised = job.corpora().recognised();
    try (Classifier classifier = new Classifier(context, model)) {
      return recognised.predictions(recognised.probabilities(classifier), job.config().labels());
    }
  }

  private List<Embedding> embeddings(RunRequest request, Job job, Model model) {
    List<Embedding> all = new ArrayList<>();
    if (how.options.keepEmbeddings().test(request)) {
      for (String role : List.of(Roles.EMOTION, Roles.CORPUS)) {
        if (config.roles().contains(role)) {
          try (EncoderOutputs outputs = new EncoderOutputs(context, network, model, role)) {
            RunCorpora corpora = job.corpora();
            all.add(embedding(outputs, Embedding.Side.SOURCE, role, corpora.source()));
            all.add(embedding(outputs, Embedding.Side.RECOGNISED, role, corpora.recognised()));
          }
        }
      }
    }
    return all;
  }

  private static Embedding embedding(
      EncoderOutputs outputs, Embedding.Side side, String role, CorpusFeatures corpus) {
    return new Embedding(side, role, corpus.usedIds(), outputs.of(corpus.set().values()));
  }
}
