package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.training.DeviceWorkers.Next;
import org.emodna.training.DeviceWorkers.Worker;

/**
 * The runs of a {@link Training}, in a part for each device; a part is trained as a set, and goes
 * to another device where its own fails.
 */
final class SeedParts {
  /** A part that takes a second device with it is not given to a third. */
  private static final int MOST_LOST = 2;

  private final DeviceWorkers workers;
  private final TrainingConfig config;
  private final Progress progress;

  /** What is trained, as ", 3 seeds", for people. */
  private final String what;

  private final List<Part> parts;
  private final Deque<Part> waiting = new ArrayDeque<>();
  private final long[] steps;
  private final Set<Warned> warned = new HashSet<>();
  private boolean began;
  private int ended;

  /** A set of seeds. */
  static final class Part {
    private final List<Job> jobs;
    private final RunFiles files;
    private final Set<Worker> failedOn = new HashSet<>();
    private List<TrainingResult> results = List.of();

    Part(List<Job> jobs, RunFiles files) {
      this.jobs = jobs;
      this.files = files;
    }

    private String seeds() {
      return (jobs.size() == 1 ? "seed " : "seeds ")
          + jobs.stream()
              .map(job -> Long.toString(job.config().seed()))
              .collect(Collectors.joining(", "));
    }
  }

  SeedParts(
      DeviceWorkers workers,
      TrainingConfig config,
      List<Part> parts,
      String what,
      Progress progress) {
    this.workers = workers;
    this.config = config;
    this.parts = parts;
    this.what = what;
    this.progress = progress;
    waiting.addAll(parts);
    steps = new long[parts.size()];
  }

  /**
   * Trains all of them, and removes the checkpoints if that came to the end.
   *
   * @return a result for each run, in their order
   * @throws InterruptedWorkException if the thread was interrupted and there is nothing to go on
   *     from
   */
  List<TrainingResult> train() {
    workers.run(this::next);
    if (ended == parts.size()) {
      parts.forEach(part -> part.files.removeCheckpoint());
    }
    List<Path> checkpoints =
        parts.stream().map(part -> part.files.checkpoint()).filter(Files::exists).toList();
    List<TrainingResult> results = new ArrayList<>();
    for (Part part : parts) {
      for (TrainingResult one : part.results.isEmpty() ? notBegun(part) : part.results) {
        results.add(
            one instanceof TrainingResult.Stopped
                ? new TrainingResult.Stopped(one.summary(), checkpoints)
                : one);
      }
    }
    if (checkpoints.isEmpty()
        && results.stream().allMatch(TrainingResult.Stopped.class::isInstance)) {
      InterruptedWorkException.check("training");
    }
    return results;
  }

  /** Of a part that was stopped before its turn came. */
  private List<TrainingResult> notBegun(Part part) {
    List<TrainingResult> results = new ArrayList<>();
    for (Job job : part.jobs) {
      TrainingResult.Summary summary =
          new TrainingResult.Summary(
              job.config().seed(),
              job.corpora().failures(),
              List.of(),
              workers.all().get(0).device());
      results.add(new TrainingResult.Stopped(summary, List.of()));
    }
    return results;
  }

  private Next next(Worker worker) {
    Part part;
    synchronized (this) {
      Optional<Part> taken = take(worker);
      if (taken.isEmpty()) {
        return ended == parts.size() ? Next.END : Next.WAIT;
      }
      part = taken.get();
    }
    try (KernelContext context = workers.open(worker)) {
      boolean finished = train(part, worker, context);
      synchronized (this) {
        ended += finished ? 1 : 0;
        return finished ? Next.GO_ON : Next.END;
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      boolean lost = workers.isLoss(worker, e);
      synchronized (this) {
        failed(part, worker, e, lost);
      }
      return Next.GO_ON;
    }
  }

  private Optional<Part> take(Worker worker) {
    for (Iterator<Part> all = waiting.iterator(); all.hasNext(); ) {
      Part part = all.next();
      if (!part.failedOn.contains(worker)) {
        all.remove();
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  private boolean train(Part part, Worker worker, KernelContext context) {
    int number = parts.indexOf(part);
    TrainingSession session =
        new TrainingSession(workers::isStopped, ofPart(number, worker), context, config);
    part.results = session.train(part.jobs, part.files, what, parts.size() > 1);
    return part.results.stream().noneMatch(TrainingResult.Stopped.class::isInstance);
  }

  /** Gives the part to another device, or ends the training. */
  private void failed(Part part, Worker worker, Throwable e, boolean lost) {
    if (workers.all().size() == 1 || !DeviceWorkers.isOfDevice(worker, e) && !lost) {
      throw DeviceWorkers.again(e);
    }
    if (!DeviceWorkers.isOpening(e)) {
      part.failedOn.add(worker);
    }
    waiting.addFirst(part);
    Problem problem = ((EmoDnaException) e).problem();
    String elsewhere =
        part.seeds() + (part.jobs.size() == 1 ? " goes" : " go") + " to another device: ";
    if (lost) {
      workers.lose(
          worker, problem, () -> waiting.stream().allMatch(this::mayGoOn) ? elsewhere : "");
      if (workers.working().isEmpty()) {
        return;
      }
    }
    if (waiting.stream().anyMatch(one -> !mayGoOn(one))) {
      throw DeviceWorkers.again(e);
    }
    if (!lost) {
      progress.warn(worker.toString(), elsewhere + problem.message());
    }
  }

  private boolean mayGoOn(Part part) {
    return part.failedOn.stream().filter(Worker::isLost).count() < MOST_LOST
        && workers.working().stream().anyMatch(worker -> !part.failedOn.contains(worker));
  }

  /** Shows the parts, which all have as many steps, as one stage. */
  private Progress ofPart(int number, Worker worker) {
    if (parts.size() == 1) {
      return progress;
    }
    String name = workers.all().size() == 1 ? "" : worker.label() + " ";
    return new Progress() {
      @Override
      public void on(ProgressEvent event) {
        synchronized (SeedParts.this) {
          progress.on(shown(event, number, name));
        }
      }

      /** Parts have the same to say of their common corpora: it is told, and logged, once. */
      @Override
      public void warn(String subject, String text) {
        synchronized (SeedParts.this) {
          if (warned.add(new Warned(subject, text))) {
            progress.warn(subject, text);
          }
        }
      }
    };
  }

  private ProgressEvent shown(ProgressEvent event, int number, String name) {
    if (event instanceof StageBegan stage && stage.stage() == Stage.TRAINING && !began) {
      began = true;
      return new StageBegan(stage.stage(), stage.title(), stage.total() * parts.size());
    }
    if (event instanceof StageBegan stage && began) {
      return new Advanced(sum(), name + stage.title());
    }
    if (event instanceof Advanced advanced && began) {
      steps[number] = advanced.done();
      return new Advanced(sum(), name + advanced.detail());
    }
    if (event instanceof EpochEnded epoch) {
      steps[number] = epoch.done();
      return new EpochEnded(
          epoch.epoch(), epoch.epochs(), sum(), name + epoch.text(), epoch.runs());
    }
    return event;
  }

  private long sum() {
    long sum = 0;
    for (long of : steps) {
      sum += of;
    }
    return sum;
  }
}
