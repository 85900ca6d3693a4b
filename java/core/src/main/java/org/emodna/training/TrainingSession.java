package org.emodna.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.config.TrainingConfig;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.kernels.Stream;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.Network;

/** Trains one set of runs of equal shape, and writes its models with what belongs to them. */
final class TrainingSession {
  private final BooleanSupplier stop;
  private final Progress progress;
  private final KernelContext context;
  private final TrainingConfig config;
  private final Network network;

  /**
   * @param stop asked before each step
   * @param config of all runs; its seed is not looked at
   */
  TrainingSession(
      BooleanSupplier stop, Progress progress, KernelContext context, TrainingConfig config) {
    this.stop = stop;
    this.progress = progress;
    this.context = context;
    this.config = config;
    network = TrainedNetwork.of(config);
  }

  /**
   * Trains the runs, from their checkpoint where there is one, and saves their models.
   *
   * @param what they are, as ", 3 seeds", for people
   * @param keep whether the checkpoint of the end is needed: others are trained beside them, and
   *     who goes on with those needs these
   * @return a result for each, in their order
   */
  List<TrainingResult> train(List<Job> jobs, RunFiles files, String what, boolean keep) {
    Trainer.Kept kept =
        new Trainer.Kept(
            jobs.stream().map(Job::identity).toList(), List.of(), Watch.none(), Stopwatch.start());
    TeacherUse.warn(config, jobs, progress);
    if (TeacherUse.inUse(config)) {
      // It learns while the steps are built.
      progress.stage(TeacherUse.title(jobs), 1);
    }
    try (Stream stream = context.stream();
        Fit trainer = Fit.of(stream, config, network, jobs, kept, stop)) {
      trainer.resume(files.checkpoint());
      String from = trainer.steps() == 0 ? "" : ", resumed at step " + trainer.steps();
      progress.stage(
          Stage.TRAINING, "training " + config.method() + what + from, trainer.totalSteps());
      Trainer.Listener log = files.log(trainer.values(), events(jobs, trainer), progress);
      boolean finished = trainer.run(files.checkpoint(), stop, log);
      if (finished && keep) {
        trainer.save(files.checkpoint());
      }
      return results(jobs, trainer, finished, files);
    } catch (StopCheck.Stopped e) {
      return jobs.stream().map(job -> stopped(summary(job, List.of()))).toList();
    } catch (NativeMemoryException e) {
      if (jobs.size() == 1) {
        throw e;
      }
      throw new NoRoomException(
          e.problem().remedy(jobs.size() + " models at once are too many here: train fewer"), e);
    }
  }

  private static EpochEvents events(List<Job> jobs, Fit trainer) {
    return new EpochEvents(
        jobs.stream().map(Job::name).toList(),
        jobs.stream().map(Job::config).toList(),
        trainer.totalSteps());
  }

  private List<TrainingResult> results(
      List<Job> jobs, Fit trainer, boolean finished, RunFiles files) {
    List<TrainingResult> results = new ArrayList<>();
    TrainingState.Weights[][] weights = finished ? trainer.members() : null;
    for (int r = 0; r < jobs.size(); r++) {
      Job job = jobs.get(r);
      TrainingResult.Summary summary = summary(job, trainer.histories().get(r));
      if (trainer.failure(r).isPresent()) {
        results.add(new TrainingResult.Failed(summary, trainer.failure(r).get()));
      } else if (!finished) {
        results.add(stopped(summary));
      } else if (!TrainingState.Weights.finite(weights[r])) {
        results.add(new TrainingResult.Failed(summary, NOT_FINITE));
      } else {
        Model model = RunModel.of(job, network, weights[r], context.device());
        Path file = files.model(r);
        results.add(finished(job, file, model, summary, trainer.steps()));
        ModelFile.save(model, file);
      }
    }
    return results;
  }

  private TrainingResult.Summary summary(Job job, List<EpochReport> history) {
    return new TrainingResult.Summary(
        job.config().seed(), job.corpora().failures(), history, context.device());
  }

  /** Which files hold the state is known when all parts of the training have ended. */
  private static TrainingResult stopped(TrainingResult.Summary summary) {
    return new TrainingResult.Stopped(summary, List.of());
  }

  /** As after the very last step, or in a checkpoint written before the log was looked at. */
  static final Problem NOT_FINITE =
      Problem.of("its weights are no longer numbers")
          .remedy("lower optimizer.learning-rate or the weights of the terms");

  /** Predicts the target, and stores the predictions before the model says that all is done. */
  private TrainingResult finished(
      Job job, Path file, Model model, TrainingResult.Summary summary, long steps) {
    Predictions predictions;
    try (Classifier classifier = new Classifier(context, model)) {
      CorpusFeatures recognised = job.corpora().recognised();
      predictions =
          recognised.predictions(recognised.probabilities(classifier), job.config().labels());
    }
    PredictionsFile.write(PredictionsFile.of(file), predictions);
    List<String> warnings =
        Collapse.warning(predictions.classes(), steps, job.config(), model.encoder()).stream()
            .toList();
    String of = job.name().isEmpty() ? "" : job.name() + ": ";
    warnings.forEach(warning -> progress.warn(of + warning));
    return new TrainingResult.Finished(summary, file, predictions, warnings);
  }
}
