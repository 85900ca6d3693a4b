package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.safetensors.SafeTensorsFile;

/**
 * Trains an emotion recogniser on a labelled source corpus and an unlabelled target corpus, and
 * saves it.
 *
 * <pre>{@code
 * TrainingResult result = Training.builder()
 *     .source(source).target(target).output(Path.of("model.safetensors"))
 *     .run(Progress.NONE);
 * }</pre>
 *
 * {@link Builder#runSeeds} trains several seeds at once, in the same operations. Many directions
 * and configurations are a {@link TrainingMatrix}.
 *
 * <p>The target is an {@link UnlabelledCorpus}: nothing here can reach its labels.
 */
public final class Training {
  /** Above what any device holds of the smallest network worth training. */
  static final int MOST_AT_ONCE = 1024;

  private final Builder settings;
  private final List<Long> seeds;

  /** One file for each seed. */
  private final List<Path> models;

  private Training(Builder settings, List<Long> seeds, List<Path> models) {
    this.settings = settings;
    this.seeds = seeds;
    this.models = models;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a run. Source, target and output must be given. */
  public static final class Builder extends RunSettings<Builder> {
    private LabelledCorpus source;
    private UnlabelledCorpus target;
    private Path output;
    private TrainingConfig config = TrainingConfig.defaults();

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /** The labelled corpus; its label set must be the configuration's. */
    public Builder source(LabelledCorpus value) {
      source = value;
      return this;
    }

    /** The corpus that the recogniser is for. */
    public Builder target(UnlabelledCorpus value) {
      target = value;
      return this;
    }

    /**
     * The model file to write. Checkpoint and lock lie beside it, and log ({@link EpochLog}) and
     * predictions ({@link org.emodna.evaluation.PredictionsFile}) of each model beside that.
     */
    public Builder output(Path value) {
      output = value;
      return this;
    }

    /** What is learnt and how; all defaults unless it is given. */
    public Builder config(TrainingConfig value) {
      config = value;
      return this;
    }

    /** The model file of one seed of {@link #runSeeds}: its name gets "-seed7". */
    public Path output(long seed) {
      return RunFiles.ofSeed(output, seed);
    }

    /**
     * Trains one model, with the configuration's seed.
     *
     * @return finished, or stopped where {@link #stopWhen} said so
     * @throws InterruptedRunException if an interrupted run has left its state, and it was not said
     *     what to do with it
     * @throws TrainingException if a setting or a corpus does not fit, or the run fails
     */
    public TrainingResult run(Progress progress) {
      requireComplete();
      return new Training(this, List.of(config.seed()), List.of(output)).run(progress).get(0);
    }

    /**
     * Trains a model for each seed, all of them in each step: fuller use of the device than one
     * after the other. Each comes out as it would alone, and is written to {@link #output(long)}.
     * One checkpoint beside {@link #output(Path)} holds them all. A seed whose values are no longer
     * numbers has {@linkplain TrainingResult.Failed failed}; the others go on.
     *
     * @param seeds at least one; all different
     * @return a result for each seed, in their order
     * @throws InterruptedRunException as {@link #run}
     * @throws TrainingException as {@link #run}, where all seeds have failed
     */
    public List<TrainingResult> runSeeds(List<Long> seeds, Progress progress) {
      requireComplete();
      requireSeeds(seeds);
      if (seeds.size() > MOST_AT_ONCE) {
        throw new TrainingException(
            Problem.of("%d seeds at once; the most is %d".formatted(seeds.size(), MOST_AT_ONCE))
                .remedy("train the others afterwards"));
      }
      return new Training(this, List.copyOf(seeds), seeds.stream().map(this::output).toList())
          .run(progress);
    }

    private void requireComplete() {
      if (source == null || target == null || output == null) {
        throw new TrainingException("a training needs source, target and output");
      }
    }
  }

  static void requireSeeds(List<Long> seeds) {
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new TrainingException(
          Problem.of("seeds " + seeds, "at least one is needed, and all must differ"));
    }
  }

  private List<TrainingResult> run(Progress progress) {
    RunOptions options = settings.options();
    SourceClasses.require(List.of(settings.source), settings.config);
    EmbeddingPlaces.requireRead(settings.config);
    EmbeddingPlaces.requireApart(settings.config, settings.source, settings.target);
    models.forEach(Training::requireWritable);
    models.forEach(Training::requireNoOtherFile);
    RunFiles files = new RunFiles(settings.output, models);
    Direction direction = Direction.transductive("", settings.source, settings.target);
    TrainingConfig config = AutoNormalisation.decided(settings.config, direction);
    AutoNormalisation.requireSpeakers(config, direction);
    RunInput input = RunInput.of(config);
    try (RunLock lock = RunLock.of(settings.output, progress);
        PreparedCorpora prepared = new PreparedCorpora(options, progress)) {
      InterruptedRunException.requireNone(files.checkpoint(), options);
      DeviceChoice device = DeviceChoice.of(options.device());
      prepared.expect(input, direction);
      RunCorpora corpora = prepared.of(config, input, direction);
      List<Job> jobs = new ArrayList<>();
      for (long seed : seeds) {
        String name = seeds.size() == 1 ? "" : "seed " + seed;
        jobs.add(Job.of(name, config.withSeed(seed), corpora));
      }
      String what = seeds.size() == 1 ? "" : ", " + seeds.size() + " seeds";
      if (config.ensemble() > 1 && config.objective().solver().isEmpty()) {
        what += ", ensembles of " + config.ensemble();
      }
      if (AutoNormalisation.isAuto(settings.config)) {
        what += ", normalised by " + config.features().normalisation();
      }
      try (KernelContext context = device.open(options.threads())) {
        List<TrainingResult> results =
            new TrainingSession(options, progress, context, config)
                .train(jobs, models, files, what);
        if (results.stream().allMatch(TrainingResult.Failed.class::isInstance)) {
          throw new TrainingException(((TrainingResult.Failed) results.get(0)).problem());
        }
        return results;
      }
    }
  }

  /** A slip of the hand must not cost a manifest or a recording. */
  private static void requireNoOtherFile(Path output) {
    if (!SafeTensorsFile.mayReplace(output)) {
      throw new TrainingException(
          Problem.of(output, "exists and is not a safetensors file")
              .remedy("name another file for the model, or delete it"));
    }
  }

  static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (Files.isDirectory(output)) {
      throw new TrainingException(
          Problem.of(output, "is a folder").remedy("name a file for the model"));
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrainingException(
          Problem.of(folder, "the model's folder can't be made (" + e + ")"), e);
    }
    if (!Files.isWritable(folder)) {
      throw new TrainingException(
          Problem.of(folder, "the model's folder can't be written to")
              .remedy("change its permissions, or name another folder"));
    }
  }
}
