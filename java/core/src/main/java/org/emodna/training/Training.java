package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
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
 * {@link Builder#run(List, Progress)} trains several seeds at once, in the same operations, and
 * {@link Builder#run(List, List, Progress)} does so for several directions between corpora.
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
  public static final class Builder {
    private LabelledCorpus source;
    private UnlabelledCorpus target;
    private Path output;
    private TrainingConfig config = TrainingConfig.defaults();
    private String device = "auto";
    private int threads;
    private boolean resume;
    private boolean restart;
    private Path cache;
    private BooleanSupplier stop = () -> false;
    private int atOnce = MOST_AT_ONCE;

    private Builder() {}

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

    /** The model file to write. Checkpoint and log lie beside it. */
    public Builder output(Path value) {
      output = value;
      return this;
    }

    public Builder config(TrainingConfig value) {
      config = value;
      return this;
    }

    /** auto, cpu, cuda or cuda:N. */
    public Builder device(String value) {
      device = value;
      return this;
    }

    /** CPU threads; 0 = all. The result does not depend on it. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /**
     * Go on from the checkpoint beside the output, where there is one. A run that finds one and is
     * told neither this nor {@link #restart} is refused.
     */
    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    /**
     * Begin anew even where an interrupted run has left a checkpoint beside the output; it is kept
     * under its name with ".old", in the place of an earlier one.
     */
    public Builder restart(boolean value) {
      restart = value;
      return this;
    }

    /**
     * Demands, as a run does before it computes anything, that no interrupted run's checkpoint is
     * in the way: where several runs follow one another, the last one's should not show late.
     *
     * @throws TrainingException if there is one, and neither resume nor restart is wanted
     */
    public void requireNothingInterrupted() {
      Path name = Files.isDirectory(output) ? CrossCorpus.name(output) : output;
      RunFiles files = new RunFiles(name, List.of());
      if (Files.exists(files.checkpoint())) {
        // The checkpoint of a run that goes on is another matter, which the lock tells.
        try (RunLock lock = RunLock.of(name, Progress.NONE)) {
          files.requireNoCheckpoint(options());
        }
      }
    }

    /** Folder of the feature cache; null = extract anew. */
    public Builder cache(Path value) {
      cache = value;
      return this;
    }

    /** Asked before each step; when it says true a checkpoint is written and the run ends. */
    public Builder stopWhen(BooleanSupplier value) {
      stop = value;
      return this;
    }

    /**
     * The most models that a training in several directions has in each step; memory may say less.
     */
    public Builder atOnce(int value) {
      if (value < 1) {
        throw new TrainingException("models at once: " + value + " must be at least 1");
      }
      atOnce = Math.min(value, MOST_AT_ONCE);
      return this;
    }

    /** The model file of one seed of {@link #run(List, Progress)}: its name gets "-seed7". */
    public Path output(long seed) {
      return RunFiles.ofSeed(output, seed);
    }

    /** Trains one model, with the configuration's seed. */
    public TrainingResult run(Progress progress) {
      requireComplete();
      return new Training(this, List.of(config.seed()), List.of(output)).run(progress).get(0);
    }

    /**
     * Trains a model for each seed, all of them in each step: fuller use of the device than one
     * after the other. Each comes out as it would alone, and is written to {@link #output(long)}.
     * One checkpoint beside {@link #output(Path)} holds them all. A seed whose values are no longer
     * numbers has a {@link TrainingResult#failure()}; the others go on.
     *
     * @param seeds at least one; all different
     * @return a result for each seed, in their order
     */
    public List<TrainingResult> run(List<Long> seeds, Progress progress) {
      requireComplete();
      requireSeeds(seeds);
      if (seeds.size() > MOST_AT_ONCE) {
        throw new TrainingException(
            seeds.size()
                + " seeds at once; the most is "
                + MOST_AT_ONCE
                + ", train the others after");
      }
      return new Training(this, List.copyOf(seeds), seeds.stream().map(this::output).toList())
          .run(progress);
    }

    /**
     * Trains every direction with every seed, as many of them in each step as have epochs of equal
     * length and fit into the memory. Each comes out as it would alone; features are computed once
     * for each corpus. The output is a folder: it gets each direction's models, by the direction's
     * name and the seed, and one checkpoint. Resumed, what is finished is not trained again, and
     * its {@link TrainingResult#history()} is empty. Source and target of the builder don't count.
     *
     * @param directions at least one; their names differ
     * @param seeds at least one; all different
     * @return by the direction's name a result for each seed, in their order
     */
    public Map<String, List<TrainingResult>> run(
        List<Direction> directions, List<Long> seeds, Progress progress) {
      if (output == null) {
        throw new TrainingException("a training in several directions needs a folder as output");
      }
      requireSeeds(seeds);
      return new CrossCorpus(options(), output, directions, seeds, atOnce).run(progress);
    }

    private TrainingSession.Options options() {
      if (resume && restart) {
        throw new TrainingException("resume and restart: a training can do only one of them");
      }
      return new TrainingSession.Options(config, device, threads, cache, resume, restart, stop);
    }

    private static void requireSeeds(List<Long> seeds) {
      if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
        throw new TrainingException("the seeds " + seeds + " must be some and all different");
      }
    }

    private void requireComplete() {
      if (source == null || target == null || output == null) {
        throw new TrainingException("a training needs source, target and output");
      }
    }
  }

  private List<TrainingResult> run(Progress progress) {
    TrainingConfig config = settings.config;
    TrainingSession.Options options = settings.options();
    SourceClasses.require(List.of(settings.source), config);
    models.forEach(Training::requireWritable);
    models.forEach(Training::requireNoOtherFile);
    RunFiles files = new RunFiles(settings.output, models);
    try (RunLock lock = RunLock.of(settings.output, progress);
        TrainingSession session = new TrainingSession(options, progress)) {
      files.requireNoCheckpoint(options);
      CorpusFeatures source = session.features(settings.source);
      CorpusFeatures target = session.features(settings.target);
      int[] labels = session.labels(settings.source);
      List<Job> jobs = new ArrayList<>();
      for (int r = 0; r < seeds.size(); r++) {
        TrainingConfig own = config.withSeed(seeds.get(r));
        String name = seeds.size() == 1 ? "" : "seed " + own.seed();
        jobs.add(Job.of(name, own, source, labels, target, models.get(r)));
      }
      String what = seeds.size() == 1 ? "" : ", " + seeds.size() + " seeds";
      try (KernelContext context = session.open();
          Stream stream = context.stream()) {
        List<TrainingResult> results = session.train(context, stream, jobs, files, what);
        if (results.stream().allMatch(result -> result.failure() != null)) {
          throw new TrainingException(results.get(0).failure());
        }
        return results;
      }
    }
  }

  /** A slip of the hand must not cost a manifest or a recording. */
  private static void requireNoOtherFile(Path output) {
    if (!SafeTensorsFile.mayReplace(output)) {
      throw new TrainingException(
          output
              + ": is there already and is no safetensors file; name another for the model, or"
              + " delete it");
    }
  }

  static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (Files.isDirectory(output)) {
      throw new TrainingException(output + ": is a folder; name a file for the model");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrainingException(folder + ": the model's folder can't be made (" + e + ")");
    }
    if (!Files.isWritable(folder)) {
      throw new TrainingException(folder + ": the model's folder can't be written to");
    }
  }
}
