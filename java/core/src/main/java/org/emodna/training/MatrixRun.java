package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeMemoryException;

/** One run of a {@link TrainingMatrix}: first the sets that were under way, then what is left. */
final class MatrixRun implements AutoCloseable {
  private final RunOptions settings;
  private final MatrixSet.How how;
  private final RunSink sink;
  private final Progress progress;
  private final MatrixProgress matrix;
  private final SetCheckpoints checkpoints;
  private final PreparedCorpora corpora;
  private final MatrixSets sets;
  private final DeviceChoice device;

  /** All that are wanted, by key. */
  private final Map<String, PlannedRun> planned = new LinkedHashMap<>();

  /** Those that the sink has not, in the order in which they are wanted. */
  private final Map<String, PlannedRun> left = new LinkedHashMap<>();

  /** The most runs in a set; fewer once so many were too many. */
  private int most;

  MatrixRun(
      RunOptions settings,
      TrainingMatrix.Options options,
      SetCheckpoints checkpoints,
      RunSink sink,
      Progress progress) {
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.sink = sink;
    this.progress = progress;
    device = DeviceChoice.of(settings.device());
    matrix = new MatrixProgress(progress, System::nanoTime);
    corpora = new PreparedCorpora(settings, matrix.within());
    sets = new MatrixSets(corpora);
    how = new MatrixSet.How(settings, options, matrix);
    most = most(options.atOnce());
  }

  private int most(int asked) {
    if (asked > 0) {
      return Math.min(asked, Training.MOST_AT_ONCE);
    }
    if (!device.device().backend().equals("cpu")) {
      return Training.MOST_AT_ONCE;
    }
    // More gain little there, and make progress and what a kill costs coarser.
    return settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
  }

  TrainingMatrix.End run(List<RunRequest> wanted) {
    Column.Columns columns = new Column.Columns();
    for (RunRequest one : wanted) {
      RunRequest request = one.decided();
      PlannedRun run = new PlannedRun(request, columns.of(request.config()));
      if (planned.put(request.key(), run) != null) {
        throw new TrainingException(
            Problem.of("the run '" + request.key() + "'", "is wanted twice")
                .remedy("give each run a key of its own"));
      }
      if (!sink.has(request)) {
        left.put(request.key(), run);
        corpora.expect(run.input(), request.direction());
        matrix.plan(run.column().settings(), run.column().cost(), run.steps());
      }
    }
    checkpoints.sweep();
    List<SetCheckpoints.Found> underWay = checkpoints.found(planned::containsKey);
    if (!left.isEmpty()) {
      matrix.begin();
    }
    for (SetCheckpoints.Found found : underWay) {
      if (!resume(found)) {
        return TrainingMatrix.End.STOPPED;
      }
    }
    while (!left.isEmpty()) {
      if (settings.stop().getAsBoolean() || !next()) {
        return TrainingMatrix.End.STOPPED;
      }
    }
    return TrainingMatrix.End.FINISHED;
  }

  /**
   * Ends a set that was under way, as the very set that it was.
   *
   * @return false if it was stopped
   */
  private boolean resume(SetCheckpoints.Found found) {
    List<PlannedRun> set = found.keys().stream().map(planned::get).toList();
    List<PlannedRun> stored = set.stream().filter(run -> !isStillWanted(run)).toList();
    if (stored.size() == set.size()) {
      checkpoints.remove(found.file());
      return true;
    }
    stored.forEach(run -> corpora.expect(run.input(), run.request().direction()));
    try {
      return train(set, context -> sets.of(set), chosen -> found.file());
    } finally {
      stored.forEach(this::release);
    }
  }

  /**
   * Trains the next set.
   *
   * @return false if it was stopped
   */
  private boolean next() {
    PlannedRun first = left.values().iterator().next();
    if (!isStillWanted(first)) {
      return true;
    }
    List<PlannedRun> alike =
        left.values().stream()
            .filter(run -> run.column() == first.column())
            .filter(run -> run.request().direction().equals(first.request().direction()))
            .toList();
    return train(
        alike,
        context ->
            sets.choose(context, first, List.copyOf(left.values()), this::isStillWanted, most),
        chosen -> checkpoints.of(chosen.keys()));
  }

  /**
   * Trains a set and hands out its results.
   *
   * @param concerned runs that can't be trained if the set can't be put together
   * @param choose puts it together on the device
   * @param file its checkpoint
   * @return false if it was stopped
   */
  private boolean train(
      List<PlannedRun> concerned,
      Function<KernelContext, MatrixSets.Chosen> choose,
      Function<MatrixSets.Chosen, Path> file) {
    MatrixSets.Chosen chosen = null;
    Path checkpoint = null;
    Optional<List<MatrixSet.Result>> results;
    try (KernelContext context = device.open(settings.threads())) {
      chosen = choose.apply(context);
      checkpoint = file.apply(chosen);
      results = new MatrixSet(how, context, chosen).train(checkpoint, steps(chosen.runs()));
    } catch (BrokenCheckpointException e) {
      checkpoints.putAsideBroken(checkpoint, e.problem());
      stillLeft(chosen.runs());
      return true;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      if (chosen == null) {
        concerned.stream()
            .filter(this::isLeft)
            .forEach(run -> matrix.dropped(run.column().settings(), run.steps()));
        giveUp(concerned, e);
      } else if (chosen.runs().size() > 1 && isMemory(e)) {
        fewer(chosen.runs().size(), checkpoint);
        stillLeft(chosen.runs());
      } else {
        giveUp(chosen.runs(), e);
      }
      return true;
    }
    results.ifPresent(this::store);
    if (results.isPresent()) {
      checkpoints.remove(checkpoint);
    }
    return results.isPresent();
  }

  private static boolean isMemory(Throwable e) {
    return e instanceof NativeMemoryException
        || e instanceof NoRoomException
        || e instanceof OutOfMemoryError;
  }

  /**
   * From now on half as many; a state that was saved is that of the whole set, and of no use then.
   */
  private void fewer(int runs, Path checkpoint) {
    most = Math.min(most, runs / 2);
    String reason = runs + " runs at once are too many for the memory";
    if (Files.exists(checkpoint)) {
      checkpoints.putAside(
          checkpoint, ".old", reason, "its runs begin anew, %d at once".formatted(most));
    } else {
      progress.warn("%s: it goes on with %d at once".formatted(reason, most));
    }
  }

  private void store(List<MatrixSet.Result> results) {
    for (MatrixSet.Result result : results) {
      PlannedRun run = result.run();
      if (isLeft(run)) {
        result
            .outcome()
            .ifPresentOrElse(
                sink::store,
                () ->
                    sink.failed(
                        run.request(),
                        result.summary(),
                        result.cost(),
                        result.problem().orElseThrow()));
        end(run);
      }
    }
  }

  /** Says of runs why they can't be trained. */
  private void giveUp(List<PlannedRun> runs, Throwable why) {
    Problem problem =
        why instanceof EmoDnaException known
            ? known.problem()
            : Problem.of(
                "the run can't be trained (%s, at %s)"
                    .formatted(
                        why, why.getStackTrace().length == 0 ? "?" : why.getStackTrace()[0]));
    for (PlannedRun run : runs) {
      if (isLeft(run)) {
        sink.notTrained(run.request(), problem);
        end(run);
      }
    }
  }

  private void end(PlannedRun run) {
    left.remove(run.request().key());
    release(run);
    matrix.runDone(run.request().title());
  }

  private void release(PlannedRun run) {
    corpora.done(run.input(), run.request().direction());
  }

  /** Asks the sink again: another process that shares it may have stored the run meanwhile. */
  private boolean isStillWanted(PlannedRun run) {
    if (isLeft(run) && sink.has(run.request())) {
      matrix.dropped(run.column().settings(), run.steps());
      end(run);
    }
    return isLeft(run);
  }

  private boolean isLeft(PlannedRun run) {
    return left.containsKey(run.request().key());
  }

  private long steps(List<PlannedRun> runs) {
    return runs.stream().filter(this::isLeft).mapToLong(PlannedRun::steps).sum();
  }

  private void stillLeft(List<PlannedRun> runs) {
    runs.stream()
        .filter(this::isLeft)
        .forEach(run -> matrix.again(run.column().settings(), run.steps()));
  }

  @Override
  public void close() {
    corpora.close();
  }
}
