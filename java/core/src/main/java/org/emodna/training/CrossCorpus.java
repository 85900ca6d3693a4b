package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/**
 * Trains many directions between corpora with many seeds and one configuration: sets of runs of
 * equal shape, one set after another, each as large as the memory allows. Finished models are known
 * by what they say of their run, and the set under way by its checkpoint.
 *
 * <p>The engine of {@code org.emodna.experiment.Experiment}, which adds configurations and scores;
 * that is the class for programs to use.
 */
public final class CrossCorpus {
  /** Name of what guards the folder, and of the checkpoint of the set under way. */
  private static final String NAME = "cross-corpus";

  /**
   * What is to be trained.
   *
   * @param folder that gets the models, DIRECTION-seedN.safetensors, and the checkpoint
   * @param directions at least one; their names differ
   * @param seeds at least one; all different
   * @param atOnce the most models in each step; memory may say less
   */
  public record Plan(Path folder, List<Direction> directions, List<Long> seeds, int atOnce) {
    /** As many models at once as any device may hold. */
    public static final int ANY = Training.MOST_AT_ONCE;

    public Plan {
      directions = List.copyOf(directions);
      seeds = List.copyOf(seeds);
      List<String> names = directions.stream().map(Direction::name).toList();
      if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
        throw new TrainingException(
            Problem.of("directions " + names, "at least one is needed, and all must differ"));
      }
      Training.requireSeeds(seeds);
      if (atOnce < 1) {
        throw new TrainingException(
            Problem.of("models at once", "is " + atOnce).remedy("it must be at least 1"));
      }
      atOnce = Math.min(atOnce, ANY);
    }

    private Path name() {
      return folder.resolve(NAME);
    }
  }

  private final TrainingSession.Options options;
  private final Path folder;
  private final List<Direction> directions;
  private final List<Long> seeds;
  private final Plan plan;

  /** By the model file. */
  private final Map<Path, TrainingResult> results = new HashMap<>();

  /**
   * A training of every direction with every seed.
   *
   * @throws TrainingException if a source has other classes than the configuration, or lacks one
   */
  public CrossCorpus(RunSettings<?> settings, TrainingConfig config, Plan plan) {
    options = settings.options(config);
    this.plan = plan;
    folder = plan.folder;
    directions = plan.directions;
    seeds = plan.seeds;
    SourceClasses.require(directions.stream().map(Direction::source).toList(), config);
  }

  /**
   * Demands, as a run does before it computes anything, that no interrupted run's checkpoint is in
   * the way: where several runs follow one another, it should not show late in the last one.
   *
   * @throws InterruptedRunException if there is one, and it was not said what to do with it
   */
  public void requireNothingInterrupted() {
    Path checkpoint = new RunFiles(plan.name(), List.of()).checkpoint();
    if (Files.exists(checkpoint)) {
      // The checkpoint of a run that goes on is another matter, which the lock tells.
      try (RunLock lock = RunLock.of(plan.name(), Progress.NONE)) {
        InterruptedRunException.requireNone(checkpoint, options);
      }
    }
  }

  /** Model file of a direction and a seed. */
  private Path model(Direction direction, long seed) {
    return RunFiles.ofSeed(folder.resolve(direction.name() + ".safetensors"), seed);
  }

  /**
   * Trains every direction with every seed, as many of them in each step as have epochs of equal
   * length and fit into the memory. Each comes out as it would alone; features are computed once
   * for each corpus. Resumed, what is finished is not trained again.
   *
   * @return by the direction's name a result for each seed, in their order
   * @throws InterruptedRunException if an interrupted run has left its state, and it was not said
   *     what to do with it
   */
  public Map<String, List<TrainingResult>> run(Progress progress) {
    for (Direction direction : directions) {
      seeds.forEach(seed -> Training.requireWritable(model(direction, seed)));
    }
    Path name = plan.name();
    RunFiles own = new RunFiles(name, List.of());
    try (RunLock lock = RunLock.of(name, progress);
        TrainingSession session = new TrainingSession(options, progress)) {
      InterruptedRunException.requireNone(own.checkpoint(), options);
      if (!options.resume()) {
        warnOfReplaced(progress);
      }
      List<Job> jobs = jobs(session);
      List<Job> left = new ArrayList<>(jobs);
      Path checkpoint = own.checkpoint();
      if (options.resume() && Files.exists(checkpoint)) {
        List<Job> set = ofCheckpoint(checkpoint, jobs);
        try (KernelContext context = session.open();
            Stream stream = context.stream()) {
          train(session, context, stream, set);
        }
      }
      left.removeIf(job -> results.containsKey(job.model()));
      if (options.resume() && !stopped()) {
        takeFinished(session, left);
      }
      while (!left.isEmpty() && !stopped()) {
        try (KernelContext context = session.open();
            Stream stream = context.stream()) {
          train(session, context, stream, next(session, stream, left));
        }
        left.removeIf(job -> results.containsKey(job.model()));
      }
      for (Job job : left) {
        results.put(job.model(), session.stopped(job, checkpoint));
      }
      return byDirection();
    }
  }

  private void warnOfReplaced(Progress progress) {
    long finished =
        directions.stream()
            .flatMap(direction -> seeds.stream().map(seed -> model(direction, seed)))
            .filter(Files::exists)
            .count();
    if (finished > 0) {
      progress.warn(
          folder.toString(),
          "finished models that are trained again and replaced: "
              + finished
              + " (a resumed run keeps them)");
    }
  }

  private List<Job> jobs(TrainingSession session) {
    List<Job> jobs = new ArrayList<>();
    for (Direction direction : directions) {
      CorpusFeatures source = session.features(direction.source());
      CorpusFeatures target = session.features(direction.target());
      int[] labels = session.labels(direction.source());
      for (long seed : seeds) {
        TrainingConfig own = options.config().withSeed(seed);
        String name = direction.name() + " seed " + seed;
        jobs.add(Job.of(name, own, source, labels, target, model(direction, seed)));
      }
    }
    return jobs;
  }

  /** The set that was under way when a checkpoint was written. */
  private static List<Job> ofCheckpoint(Path checkpoint, List<Job> jobs) {
    List<Job> unmatched = new ArrayList<>(jobs);
    List<Job> set = new ArrayList<>();
    List<RunIdentity> stored = Checkpoint.runs(checkpoint);
    for (RunIdentity identity : stored) {
      Job job =
          unmatched.stream()
              .filter(one -> one.identity().matches(identity))
              .findFirst()
              .orElseThrow(() -> ofOthers(checkpoint, stored, jobs));
      unmatched.remove(job);
      set.add(job);
    }
    return set;
  }

  private static TrainingException ofOthers(
      Path checkpoint, List<RunIdentity> stored, List<Job> jobs) {
    return Checkpoint.ofOthers(checkpoint, stored, jobs.stream().map(Job::identity).toList());
  }

  /** Takes the models that an earlier run has finished. */
  private void takeFinished(TrainingSession session, List<Job> left) {
    try (KernelContext context = session.open()) {
      for (Job job : List.copyOf(left)) {
        Optional<TrainingResult> result = session.finishedEarlier(context, job);
        result.ifPresent(
            found -> {
              results.put(job.model(), found);
              left.remove(job);
            });
      }
    }
  }

  /** As many runs of one shape as may be trained together. */
  private List<Job> next(TrainingSession session, Stream stream, List<Job> left) {
    TrainingConfig config = options.config();
    Run.Shape shape = left.get(0).run().shape(config);
    List<Job> like = left.stream().filter(job -> job.run().shape(config).equals(shape)).toList();
    List<Run> runs = like.stream().map(Job::run).toList();
    ReplicaMemory memory =
        new ReplicaMemory(stream, config, session.network(), runs, shape.stepsPerEpoch());
    return like.subList(0, memory.fitting(Math.min(plan.atOnce, like.size())));
  }

  private void train(TrainingSession session, KernelContext context, Stream stream, List<Job> set) {
    RunFiles files = new RunFiles(plan.name(), set.stream().map(Job::model).toList());
    String what = ", " + set.size() + (set.size() == 1 ? " model" : " models");
    List<TrainingResult> trained = session.train(context, stream, set, files, what);
    for (int i = 0; i < set.size(); i++) {
      results.put(set.get(i).model(), trained.get(i));
    }
  }

  private boolean stopped() {
    return results.values().stream().anyMatch(TrainingResult.Stopped.class::isInstance);
  }

  private Map<String, List<TrainingResult>> byDirection() {
    Map<String, List<TrainingResult>> all = new LinkedHashMap<>();
    for (Direction direction : directions) {
      all.put(
          direction.name(),
          seeds.stream().map(seed -> results.get(model(direction, seed))).toList());
    }
    return all;
  }
}
