package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.Thrown;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.training.DeviceWorkers.Next;
import org.emodna.training.DeviceWorkers.Worker;

/**
 * One run of a {@link TrainingMatrix}: first the sets that were under way, then what is left. Each
 * device has a worker, which takes a set, trains it and hands out its results. Whatever is not the
 * training itself is done by one worker at a time.
 */
final class MatrixRun implements AutoCloseable {
  private final RunOptions settings;
  private final MatrixSet.How how;
  private final RunSink sink;
  private final Progress progress;
  private final MatrixProgress matrix;
  private final SetCheckpoints checkpoints;
  private final PreparedCorpora corpora;
  private final MatrixSets sets;
  private final DeviceWorkers workers;
  private final RunQueue queue;

  /** All that are wanted, by key. */
  private final Map<String, PlannedRun> planned = new LinkedHashMap<>();

  /** The most replicas in a set of a worker; fewer once so many were too many for its device. */
  private final Map<Worker, Integer> most = new HashMap<>();

  MatrixRun(
      RunOptions settings,
      TrainingMatrix.Options options,
      SetCheckpoints checkpoints,
      RunSink sink,
      Callbacks progress) {
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.sink = sink;
    this.progress = progress;
    workers =
        new DeviceWorkers(
            settings.device(),
            DeviceChoice.each(settings.device()),
            "what is stored stays, and so do checkpoints: the same in a new process goes on from"
                + " there",
            settings.threads(),
            progress::isStopped,
            progress);
    queue = new RunQueue(workers);
    matrix = new MatrixProgress(progress, System::nanoTime);
    matrix.devices(workers.all().size());
    corpora = new PreparedCorpora(settings, progress.ending(matrix.within()));
    sets = new MatrixSets(corpora);
    how = new MatrixSet.How(options, matrix, workers::isStopped);
    workers.all().forEach(worker -> most.put(worker, most(options.atOnce())));
  }

  private int most(int asked) {
    if (asked > 0) {
      return Math.min(asked, Training.MOST_AT_ONCE);
    }
    if (workers.useGpus()) {
      return Training.MOST_AT_ONCE;
    }
    // More gain little there, and make progress and what a kill costs coarser.
    return settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
  }

  TrainingMatrix.End run(List<RunRequest> wanted) {
    try {
      return train(wanted);
    } catch (SinkFault e) {
      throw Thrown.again(e.getCause());
    }
  }

  private TrainingMatrix.End train(List<RunRequest> wanted) {
    plan(wanted);
    checkpoints.sweep();
    if (!queue.isEmpty()) {
      matrix.begin();
    }
    for (SetCheckpoints.Found found : checkpoints.found(planned::containsKey)) {
      List<PlannedRun> runs = found.keys().stream().map(planned::get).toList();
      if (runs.stream().noneMatch(this::isStillWanted)) {
        checkpoints.remove(found.file());
      } else {
        queue.add(new RunQueue.UnderWay(found.file(), runs));
      }
    }
    workers.run(this::next);
    return queue.isEmpty() ? TrainingMatrix.End.FINISHED : TrainingMatrix.End.STOPPED;
  }

  private void plan(List<RunRequest> wanted) {
    Column.Columns columns = new Column.Columns();
    for (RunRequest one : wanted) {
      // Asking the sink may take long: it looks whether what it has is whole.
      InterruptedWorkException.check("training");
      RunRequest request = one.decided();
      PlannedRun run = new PlannedRun(request, columns.of(request.config()));
      if (planned.put(request.key(), run) != null) {
        throw new TrainingException(
            Problem.of("the run '" + request.key() + "'", "is wanted twice")
                .remedy("give each run a key of its own"));
      }
      if (!sink.has(request)) {
        queue.add(run);
        corpora.expect(run.input(), request.direction());
        matrix.plan(run.column().settings(), run.column().cost(), run.steps());
      }
    }
  }

  /** What a worker has in hand. */
  private static final class Attempt {
    final Worker worker;

    /** Of a set under way; null where the set is still to be put together. */
    final RunQueue.UnderWay underWay;

    /** Those that the worker keeps from others: one, until the set is put together. */
    List<PlannedRun> runs;

    /** Null until it is put together. */
    MatrixSets.Chosen chosen;

    Path checkpoint;

    /** Of a set under way, those that are stored already. */
    List<PlannedRun> stored = List.of();

    Attempt(Worker worker, RunQueue.UnderWay underWay, List<PlannedRun> runs) {
      this.worker = worker;
      this.underWay = underWay;
      this.runs = runs;
    }
  }

  /** Trains a worker's next set and hands out its results. */
  private Next next(Worker worker) {
    Attempt attempt;
    synchronized (this) {
      Optional<Attempt> begun = begin(worker);
      if (begun.isEmpty()) {
        return queue.isEmpty() || workers.isStopped() ? Next.END : Next.WAIT;
      }
      attempt = begun.get();
    }
    Optional<List<MatrixSet.Result>> results;
    try (KernelContext context = workers.open(worker)) {
      long steps = choose(attempt, context);
      results =
          new MatrixSet(how, context, attempt.chosen, name(worker))
              .train(attempt.checkpoint, steps);
    } catch (InterruptedWorkException | Callbacks.Failed e) {
      // Nothing of the runs is to blame: they are still wanted.
      synchronized (this) {
        end(attempt);
        giveBack(attempt);
      }
      return Next.END;
    } catch (SinkFault e) {
      throw e;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      boolean lost = workers.isLoss(worker, e);
      synchronized (this) {
        end(attempt);
        failed(attempt, e, lost);
      }
      return Next.GO_ON;
    }
    synchronized (this) {
      results.ifPresent(this::store);
      if (results.isPresent()) {
        checkpoints.remove(attempt.checkpoint);
      }
      end(attempt);
    }
    return results.isPresent() ? Next.GO_ON : Next.END;
  }

  /** What progress shows of a worker; nothing where it is the only one. */
  private String name(Worker worker) {
    return workers.all().size() == 1 ? "" : worker.label();
  }

  private Optional<Attempt> begin(Worker worker) {
    Optional<RunQueue.UnderWay> underWay = queue.takeUnderWay(worker);
    if (underWay.isPresent()) {
      return Optional.of(new Attempt(worker, underWay.get(), underWay.get().runs()));
    }
    for (PlannedRun first : queue.free(worker)) {
      if (workers.isStopped()) {
        break;
      }
      if (isStillWanted(first)) {
        queue.take(List.of(first));
        return Optional.of(new Attempt(worker, null, List.of(first)));
      }
    }
    return Optional.empty();
  }

  /**
   * Puts the set together.
   *
   * @return steps of those of its runs that progress counts
   */
  private synchronized long choose(Attempt attempt, KernelContext context) {
    if (attempt.underWay != null) {
      attempt.stored = attempt.runs.stream().filter(run -> !isStillWanted(run)).toList();
      attempt.stored.forEach(run -> corpora.expect(run.input(), run.request().direction()));
      attempt.chosen = sets.of(attempt.runs);
      attempt.checkpoint = attempt.underWay.file();
    } else {
      PlannedRun first = attempt.runs.get(0);
      int atOnce =
          Math.min(most.get(attempt.worker), queue.part(first) * first.config().ensemble());
      attempt.chosen =
          sets.choose(context, first, queue.free(attempt.worker), this::isStillWanted, atOnce);
      attempt.runs = attempt.chosen.runs();
      queue.take(attempt.runs);
      attempt.checkpoint = checkpoints.of(attempt.chosen.keys());
    }
    return attempt.runs.stream().filter(queue::isLeft).mapToLong(PlannedRun::steps).sum();
  }

  /** What a worker had in hand is stored, given up or free for whoever comes next. */
  private void end(Attempt attempt) {
    attempt.stored.forEach(this::release);
    queue.putBack(attempt.runs);
  }

  /**
   * @param lost whether the worker's device can't be used any more
   */
  private void failed(Attempt attempt, Throwable e, boolean lost) {
    List<PlannedRun> runs = attempt.runs;
    if (lost) {
      lost(attempt, e);
    } else if (e instanceof BrokenCheckpointException broken) {
      checkpoints.putAsideBroken(attempt.checkpoint, broken.problem());
      stillLeft(runs);
    } else if (attempt.chosen != null && runs.size() > 1 && isMemory(e)) {
      fewer(attempt);
      stillLeft(runs);
    } else if (isForOthers(attempt, e)) {
      progress.warn(attempt.worker.toString(), elsewhere(runs) + problem(e).message());
      giveBack(attempt);
    } else if (attempt.chosen == null) {
      giveUpUntrained(concerned(attempt), problem(e));
    } else {
      giveUp(runs, problem(e));
    }
  }

  /** The worker has found out what no other needs to try. */
  private List<PlannedRun> concerned(Attempt attempt) {
    if (attempt.underWay != null) {
      return attempt.runs;
    }
    PlannedRun first = attempt.runs.get(0);
    return queue.free().stream()
        .filter(run -> run.column() == first.column())
        .filter(run -> run.request().direction().equals(first.request().direction()))
        .toList();
  }

  private void lost(Attempt attempt, Throwable e) {
    Problem why = problem(e);
    queue.lost(attempt.worker, attempt.runs, e, why);
    workers.lose(attempt.worker, why, () -> elsewhere(attempt.runs));
    matrix.devices(workers.working().size());
    giveBack(attempt);
    queue.hopeless().forEach((run, last) -> giveUpUntrained(List.of(run), last));
  }

  /** Whether runs that have failed may come to something on another device. */
  private boolean isForOthers(Attempt attempt, Throwable e) {
    if (!DeviceWorkers.isOfDevice(attempt.worker, e)) {
      return false;
    }
    queue.failed(attempt.worker, attempt.runs, problem(e));
    return queue.mayGoElsewhere(attempt.runs);
  }

  /** What becomes of runs, as far as they may be tried again. */
  private String elsewhere(List<PlannedRun> runs) {
    long count =
        runs.stream()
            .filter(run -> queue.isLeft(run) && queue.mayGoElsewhere(List.of(run)))
            .count();
    return count == 0
        ? ""
        : count == 1
            ? "its run goes to another device: "
            : "its %d runs go to another device: ".formatted(count);
  }

  private void giveBack(Attempt attempt) {
    if (attempt.chosen != null) {
      stillLeft(attempt.runs);
      if (Files.exists(attempt.checkpoint)) {
        queue.add(new RunQueue.UnderWay(attempt.checkpoint, attempt.runs));
      }
    } else if (attempt.underWay != null) {
      queue.add(attempt.underWay);
    }
  }

  private static boolean isMemory(Throwable e) {
    return e instanceof NativeMemoryException
        || e instanceof NoRoomException
        || e instanceof OutOfMemoryError;
  }

  /**
   * From now on half as many on this device; a state that was saved is that of the whole set, and
   * of no use then.
   */
  private void fewer(Attempt attempt) {
    int runs = attempt.runs.size();
    int fewer = most.merge(attempt.worker, runs / 2, Math::min);
    String name = name(attempt.worker);
    String reason =
        runs + " runs at once are too many for the memory" + (name.isEmpty() ? "" : " of " + name);
    if (Files.exists(attempt.checkpoint)) {
      checkpoints.putAside(
          attempt.checkpoint, ".old", reason, "its runs begin anew, %d at once".formatted(fewer));
    } else {
      progress.warn("%s: it goes on with %d at once".formatted(reason, fewer));
    }
  }

  /** All of them, whatever the sink says to one: they are trained to their end. */
  private void store(List<MatrixSet.Result> results) {
    Throwable fault = null;
    for (MatrixSet.Result result : results) {
      if (queue.isLeft(result.run())) {
        try {
          store(result);
        } catch (Throwable e) {
          if (fault == null) {
            fault = e;
          } else if (fault != e) {
            fault.addSuppressed(e);
          }
        }
      }
    }
    if (fault != null) {
      throw Thrown.again(fault);
    }
  }

  private void store(MatrixSet.Result result) {
    PlannedRun run = result.run();
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

  private static Problem problem(Throwable why) {
    return why instanceof EmoDnaException known
        ? known.problem()
        : Problem.of(
            "the run can't be trained (%s, at %s)"
                .formatted(why, why.getStackTrace().length == 0 ? "?" : why.getStackTrace()[0]));
  }

  /** Gives up runs that progress still counts. */
  private void giveUpUntrained(List<PlannedRun> runs, Problem why) {
    runs.stream()
        .filter(queue::isLeft)
        .forEach(run -> matrix.dropped(run.column().settings(), run.steps()));
    giveUp(runs, why);
  }

  /** Says of runs why they can't be trained. */
  private void giveUp(List<PlannedRun> runs, Problem why) {
    for (PlannedRun run : runs) {
      if (queue.isLeft(run)) {
        sink.notTrained(run.request(), why);
        end(run);
      }
    }
  }

  private void end(PlannedRun run) {
    queue.end(run);
    release(run);
    matrix.runDone(run.request().title());
  }

  private void release(PlannedRun run) {
    corpora.done(run.input(), run.request().direction());
  }

  /** Asks the sink again: another process that shares it may have stored the run meanwhile. */
  private boolean isStillWanted(PlannedRun run) {
    if (queue.isLeft(run) && isStored(run)) {
      matrix.dropped(run.column().settings(), run.steps());
      end(run);
    }
    return queue.isLeft(run);
  }

  private boolean isStored(PlannedRun run) {
    try {
      return sink.has(run.request());
    } catch (Throwable e) {
      throw new SinkFault(e);
    }
  }

  /** What the sink has thrown is no fault of a run. */
  private static final class SinkFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SinkFault(Throwable cause) {
      super(cause);
    }
  }

  private void stillLeft(List<PlannedRun> runs) {
    runs.stream()
        .filter(queue::isLeft)
        .forEach(run -> matrix.again(run.column().settings(), run.steps()));
  }

  @Override
  public void close() {
    corpora.close();
  }
}
