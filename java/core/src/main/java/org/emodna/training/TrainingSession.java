package org.emodna.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureCache;
import org.emodna.features.FeatureLoader;
import org.emodna.features.Normalisation;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeLibrary;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.kernels.Stream;
import org.emodna.model.EncoderInput;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.ModelInput;
import org.emodna.model.Network;
import org.emodna.objective.Roles;

/**
 * From corpora to trained models on one device: features once for each corpus, then sets of runs.
 */
final class TrainingSession implements AutoCloseable {
  /** What provenance calls the SHA-256 of a jar from outside, followed by the jar's name. */
  private static final String EXTENSION = "extension.";

  /**
   * How to train, whatever the corpora.
   *
   * @param threads 0 = all
   * @param cache null = none
   */
  record Options(
      TrainingConfig config,
      String device,
      int threads,
      FeatureCache cache,
      DecodeLimits limits,
      boolean resume,
      boolean restart,
      BooleanSupplier stop) {}

  /** A corpus is the same wherever its recordings are. */
  private record Known(String name, List<FeatureLoader.Input> inputs) {}

  private final Options options;
  private final Progress progress;
  private final Normalisation normalisation;
  private final DeviceChoice choice;
  private final FeatureLoader loader;
  private final Map<Known, CorpusFeatures> corpora = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  TrainingSession(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
    normalisation = Normalisation.of(options.config.features().normalisation());
    choice = DeviceChoice.of(options.device);
    loader =
        FeatureLoader.builder(options.config.input())
            .cache(options.cache)
            .threads(options.threads)
            .limits(options.limits)
            .build();
  }

  CorpusFeatures features(LabelledCorpus corpus) {
    return features(
        corpus.name(),
        corpus.items().stream()
            .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
            .toList());
  }

  CorpusFeatures features(UnlabelledCorpus corpus) {
    return features(
        corpus.name(),
        corpus.items().stream()
            .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
            .toList());
  }

  private CorpusFeatures features(String name, List<FeatureLoader.Input> inputs) {
    Known key = new Known(name, inputs);
    CorpusFeatures known = corpora.get(key);
    if (known == null) {
      known = CorpusFeatures.load(loader, normalisation, name, inputs, progress);
      corpora.put(key, known);
    }
    return known;
  }

  /** Labels of the usable recordings of a source, which must have the configuration's classes. */
  int[] labels(LabelledCorpus source) {
    CorpusFeatures features = features(source);
    int[] labels = features.ofKept(source.labels());
    List<String> names = options.config.labels();
    LabelConflicts.warning(
            source.name(), features.set().ids(), features.contentHashes(), labels, names)
        .filter(warned::add)
        .ifPresent(progress::warn);
    for (int c = 0; c < names.size(); c++) {
      int wanted = c;
      if (Arrays.stream(labels).noneMatch(label -> label == wanted)) {
        throw new TrainingException(
            Problem.of(
                    "the source corpus " + source.name(),
                    "has no usable utterance of '" + names.get(c) + "'")
                .remedy("leave the label out (setting 'labels') or add recordings"));
      }
    }
    return labels;
  }

  /** A device of its own for each set: what a set took is given back with it. */
  KernelContext open() {
    return choice.open(options.threads);
  }

  Network network() {
    return TrainedNetwork.of(options.config, new EncoderInput(loader.maxFrames(), loader.width()));
  }

  /**
   * Trains runs of equal shape together and saves their models.
   *
   * @param what they are, as ", 3 seeds", for people
   * @return a result for each, in their order
   */
  List<TrainingResult> train(
      KernelContext context, Stream stream, List<Job> jobs, RunFiles files, String what) {
    try (Trainer trainer =
        new Trainer(
            stream,
            options.config,
            network(),
            jobs.stream().map(Job::run).toList(),
            jobs.stream().map(Job::identity).toList())) {
      if (options.resume) {
        trainer.resume(files.checkpoint());
      } else {
        files.putCheckpointAside(progress);
      }
      String from = trainer.steps() == 0 ? "" : ", resumed at step " + trainer.steps();
      progress.stage(
          Stage.TRAINING,
          "training " + options.config.method() + what + from,
          trainer.totalSteps());
      Trainer.Listener log = files.log(trainer.values(), progress);
      boolean finished = trainer.run(files.checkpoint(), options.stop, log);
      List<TrainingResult> results = results(context, jobs, trainer, finished, files.checkpoint());
      if (finished) {
        files.removeCheckpoint();
      }
      return results;
    } catch (NativeMemoryException e) {
      if (jobs.size() == 1) {
        throw e;
      }
      throw new TrainingException(
          e.problem().remedy(jobs.size() + " models at once are too many here: train fewer"), e);
    }
  }

  private List<TrainingResult> results(
      KernelContext context, List<Job> jobs, Trainer trainer, boolean finished, Path checkpoint) {
    TrainingState.Weights[] weights = finished ? trainer.weights() : null;
    List<TrainingResult> results = new ArrayList<>();
    for (int r = 0; r < jobs.size(); r++) {
      Job job = jobs.get(r);
      TrainingResult.Summary summary = summary(job, trainer.histories().get(r));
      if (trainer.failure(r).isPresent()) {
        results.add(new TrainingResult.Failed(summary, trainer.failure(r).get()));
        continue;
      }
      if (!finished) {
        results.add(new TrainingResult.Stopped(summary, checkpoint));
        continue;
      }
      if (!weights[r].finite()) {
        // As after the very last step, or in a checkpoint written before the log was looked at.
        results.add(
            new TrainingResult.Failed(
                summary,
                Problem.of("its weights are no longer numbers")
                    .remedy("lower optimizer.learning-rate or the weights of the terms")));
        continue;
      }
      Model model =
          Model.builder()
              .encoder(network().group(Roles.EMOTION).encoder())
              .input(input(job))
              .labels(job.config().labels())
              .weights(network(), weights[r].parameters(), weights[r].statistics())
              .config(ConfigFile.toJson(job.config()))
              .provenance(provenance(context, job))
              .build();
      results.add(finished(context, job, model, summary, trainer.steps()));
      ModelFile.save(model, job.model());
    }
    return results;
  }

  /** What a run comes to whose turn did not come. */
  TrainingResult stopped(Job job, Path checkpoint) {
    return new TrainingResult.Stopped(summary(job, List.of()), checkpoint);
  }

  private TrainingResult.Summary summary(Job job, List<EpochReport> history) {
    return new TrainingResult.Summary(job.config().seed(), failures(job), history, choice.device());
  }

  /** Predicts the target, and stores the predictions before the model says that all is done. */
  private TrainingResult finished(
      KernelContext context, Job job, Model model, TrainingResult.Summary summary, long steps) {
    Predictions predictions = job.target().predictions(context, model, job.config().labels());
    PredictionsFile.write(PredictionsFile.of(job.model()), predictions);
    List<String> warnings =
        Collapse.warning(predictions.classes(), steps, job.config(), model.encoder()).stream()
            .toList();
    String of = job.name().isEmpty() ? "" : job.name() + ": ";
    warnings.forEach(warning -> progress.warn(of + warning));
    return new TrainingResult.Finished(summary, job.model(), predictions, warnings);
  }

  private static List<FailedInput> failures(Job job) {
    List<FailedInput> failures = new ArrayList<>(job.source().failures());
    failures.addAll(job.target().failures());
    return List.copyOf(failures);
  }

  private ModelInput input(Job job) {
    return new ModelInput(
        loader.input(),
        Optional.ofNullable(job.source().statistics()),
        Optional.ofNullable(job.target().statistics()));
  }

  private static Map<String, String> provenance(KernelContext context, Job job) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", job.source().set().name());
    provenance.put("source_utterances", Integer.toString(job.source().set().size()));
    provenance.put("source_sha256", job.source().contentHash());
    provenance.put("target", job.target().set().name());
    provenance.put("target_utterances", Integer.toString(job.target().set().size()));
    provenance.put("target_sha256", job.target().contentHash());
    provenance.put("run", job.identity().data());
    provenance.put("seed", Long.toString(job.config().seed()));
    provenance.put("version", NativeLibrary.version());
    job.identity().extensions().forEach((jar, hash) -> provenance.put(EXTENSION + jar, hash));
    provenance.put(
        "device",
        context.device().backend()
            + " "
            + context.device().name()
            + " "
            + context.device().instructions());
    return provenance;
  }

  @Override
  public void close() {
    loader.close();
  }
}
