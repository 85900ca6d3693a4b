package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.kernels.DeviceChoice;
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
 * <p>A training may be ended early: by {@link Builder#stopWhen}, or by {@linkplain Thread#interrupt
 * interrupting} its thread. From the first step on a checkpoint is written, and the result is
 * {@linkplain TrainingResult.Stopped stopped}. An interruption that leaves nothing to go on from
 * but the feature cache, before the first step or in a method that is solved at once, is an {@link
 * InterruptedWorkException}. The thread stays interrupted. What a listener or the stop signal
 * throws ends the training in the same way, and is thrown to the caller at the end.
 *
 * <p>The target is an {@link UnlabelledCorpus}: nothing here can reach its labels.
 */
public final class Training {
  /** Above what any device holds of the smallest network worth training. */
  static final int MOST_AT_ONCE = 1024;

  private final Builder settings;
  private final List<DeviceChoice> devices;
  private final List<Long> seeds;

  /** One file for each seed. */
  private final List<Path> models;

  private Training(
      Builder settings, List<DeviceChoice> devices, List<Long> seeds, List<Path> models) {
    this.settings = settings;
    this.devices = devices;
    this.seeds = seeds;
    this.models = models;
  }

  /** A training to be described: source, target and output must be given. */
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
     * @return finished, or stopped where {@link #stopWhen} said so or the thread was interrupted
     * @throws InterruptedWorkException if the thread was interrupted, and there is nothing to go on
     *     from: before the first step, or in a method that is solved at once
     * @throws InterruptedRunException if an interrupted run has left its state, and it was not said
     *     what to do with it
     * @throws TrainingException if a setting or a corpus does not fit, or the run fails
     */
    public TrainingResult run(Progress progress) {
      requireComplete();
      requireOneDevice(wantedDevice());
      List<DeviceChoice> device = List.of(DeviceChoice.of(wantedDevice()));
      return new Training(this, device, List.of(config.seed()), List.of(output))
          .run(progress)
          .get(0);
    }

    /**
     * Trains a model for each seed, all of them in each step: fuller use of the device than one
     * after the other. Each comes out as it would alone, and is written to {@link #output(long)}.
     * One checkpoint beside {@link #output(Path)} holds them all. A seed whose values are no longer
     * numbers has {@linkplain TrainingResult.Failed failed}; the others go on.
     *
     * <p>On several devices each trains a part of the seeds, with a checkpoint of its own; a part
     * whose device fails goes to another one. They are resumed on any number of devices.
     *
     * @param seeds at least one; all different
     * @return a result for each seed, in their order
     * @throws InterruptedWorkException as {@link #run}, where no seed has a result
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
      List<DeviceChoice> devices = DeviceChoice.each(wantedDevice());
      List<Path> models = seeds.stream().map(this::output).toList();
      return new Training(this, devices, List.copyOf(seeds), models).run(progress);
    }

    private void requireComplete() {
      if (source == null || target == null || output == null) {
        throw new TrainingException("a training needs source, target and output");
      }
    }
  }

  /**
   * Demands a device that one run can have.
   *
   * @throws TrainingException for several devices, which are for {@link Builder#runSeeds}
   */
  public static void requireOneDevice(String device) {
    if (DeviceChoice.isForMany(device)) {
      throw new TrainingException(
          Problem.of("device '" + device + "' is for many runs, and this is one")
              .remedy(
                  "choose auto, cpu, cuda or cuda:N, or train several seeds (Training.runSeeds)"));
    }
  }

  static void requireSeeds(List<Long> seeds) {
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new TrainingException(
          Problem.of("seeds " + seeds, "at least one is needed, and all must differ"));
    }
  }

  private List<TrainingResult> run(Progress listener) {
    InterruptedWorkException.check("training");
    RunOptions options = settings.options();
    Callbacks callbacks = new Callbacks(listener, options.stop());
    List<TrainingResult> results;
    try {
      results = run(options, callbacks);
    } catch (Callbacks.Failed | InterruptedWorkException e) {
      callbacks.rethrow();
      throw e;
    }
    callbacks.rethrow();
    return results;
  }

  private List<TrainingResult> run(RunOptions options, Callbacks progress) {
    SourceClasses.require(List.of(settings.source), settings.config);
    EmbeddingPlaces.requireRead(settings.config);
    EmbeddingPlaces.requireApart(settings.config, settings.source, settings.target);
    models.forEach(Training::requireWritable);
    models.forEach(Training::requireNoOtherFile);
    Direction direction = Direction.transductive("", settings.source, settings.target);
    TrainingConfig config = AutoNormalisation.decided(settings.config, direction);
    AutoNormalisation.requireSpeakers(config, direction);
    RunInput input = RunInput.of(config);
    // Terms that do not go together are said before any feature is computed.
    TrainedNetwork.of(config);
    try (RunLock lock = RunLock.of(settings.output, progress);
        PreparedCorpora prepared = new PreparedCorpora(options, progress.ending(progress))) {
      List<Path> interrupted = RunFiles.interrupted(settings.output);
      InterruptedRunException.requireNone(interrupted, options);
      List<RunFiles> files = RunFiles.parts(settings.output, models, parts(options, interrupted));
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
      if (!options.resume()) {
        interrupted.forEach(file -> RunFiles.putAside(file, progress));
      }
      DeviceWorkers workers =
          new DeviceWorkers(
              options.device(),
              devices,
              "checkpoints stay: go on from them (Training.resume) in a new process",
              options.threads(),
              progress::isStopped,
              progress);
      List<TrainingResult> results =
          new SeedParts(workers, config, parts(jobs, files), what, progress).train();
      if (results.stream().allMatch(TrainingResult.Failed.class::isInstance)) {
        throw new TrainingException(((TrainingResult.Failed) results.get(0)).problem());
      }
      return results;
    }
  }

  /** One for each device; an interrupted training goes on in the parts that it had. */
  private int parts(RunOptions options, List<Path> interrupted) {
    if (!options.resume() || interrupted.isEmpty()) {
      return Math.min(devices.size(), seeds.size());
    }
    int parts = RunFiles.partsOf(settings.output, interrupted.get(0));
    for (Path file : interrupted) {
      if (RunFiles.partsOf(settings.output, file) != parts || parts > seeds.size()) {
        throw Checkpoint.ofOthers(file, List.of(), List.of());
      }
    }
    return parts;
  }

  private static List<SeedParts.Part> parts(List<Job> jobs, List<RunFiles> files) {
    List<SeedParts.Part> parts = new ArrayList<>();
    int first = 0;
    for (RunFiles part : files) {
      parts.add(new SeedParts.Part(jobs.subList(first, first + part.size()), part));
      first += part.size();
    }
    return parts;
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
