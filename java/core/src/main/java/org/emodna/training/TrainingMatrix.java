package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/**
 * Trains many runs of different configurations and directions, on one device or on several of one
 * kind: sets of runs of equal settings and shape, one set after another on each device, each result
 * going to a {@link RunSink} as soon as it is there. Features are made once for each corpus and
 * input. Each run comes out as it would from a {@link Training} alone, to the bit.
 *
 * <pre>{@code
 * new TrainingMatrix(settings, results.resolve("work"), "all", Options.standard())
 *     .run(requests, sink, progress);
 * }</pre>
 *
 * <p>A matrix may be stopped or killed at any moment and run again: the sink says what it has
 * already, a set under way goes on from its checkpoint in the work folder, and every result has the
 * bits that it would have had. A run that can't be trained is reported and ends no other. A device
 * that fails is named in a warning, and its runs go to the others; where none is left the matrix
 * ends with an error, and can be run again as after a kill. What a listener, the stop signal or the
 * sink throws ends it likewise, behind checkpoints, and is thrown to the caller.
 */
public final class TrainingMatrix {
  /** How a matrix came to its end. */
  public enum End {
    /** Every run that was wanted has gone to the sink, or is there already. */
    FINISHED,
    /** The stop signal came; run again, the matrix goes on from its checkpoints. */
    STOPPED
  }

  /**
   * What a matrix may be told.
   *
   * @param atOnce the most runs in each step; 0 = on the CPU as many as there are hardware threads,
   *     on a GPU as many as fit, and on several GPUs no more than an equal share of the runs that
   *     are alike. Memory may say less
   * @param watchedEpochs at about how many epochs, evenly spread and the last among them,
   *     recognised and validation recordings are predicted; 0 = none
   * @param keepEmbeddings of which runs embeddings are handed out
   */
  public record Options(int atOnce, int watchedEpochs, Predicate<RunRequest> keepEmbeddings) {
    /**
     * Demands numbers from 0 on.
     *
     * @throws TrainingException if one is below 0
     */
    public Options {
      require("runs at once", atOnce);
      require("watched epochs", watchedEpochs);
    }

    private static void require(String what, int value) {
      if (value < 0) {
        throw new TrainingException(
            Problem.of(what, "is " + value).remedy("it must be at least 0"));
      }
    }

    /** As many at once as suits the device, 20 watched epochs, no embeddings. */
    public static Options standard() {
      return new Options(0, 20, request -> false);
    }

    /** The same with other {@link #atOnce}. */
    public Options withAtOnce(int value) {
      return new Options(value, watchedEpochs, keepEmbeddings);
    }

    /** The same with other {@link #watchedEpochs}. */
    public Options withWatchedEpochs(int value) {
      return new Options(atOnce, value, keepEmbeddings);
    }

    /** The same with other {@link #keepEmbeddings}. */
    public Options withEmbeddings(Predicate<RunRequest> value) {
      return new Options(atOnce, watchedEpochs, value);
    }
  }

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}";

  private final RunSettings<?> settings;
  private final Path work;
  private final String name;
  private final Options options;

  /**
   * @param settings where and how; whether to resume is not asked: a matrix always goes on from
   *     what is there
   * @param work folder of the checkpoints and locks; made where there is none
   * @param name of this process among those that share the folder, such as "shard-1-of-2": letters,
   *     digits, hyphens and underscores. A second process of the same name is refused
   */
  public TrainingMatrix(RunSettings<?> settings, Path work, String name, Options options) {
    if (!name.matches(NAME)) {
      throw new TrainingException(
          Problem.of("the name '" + name + "' of a training", "can't be part of a file's name")
              .remedy("use letters, digits, hyphens and underscores"));
    }
    this.settings = settings;
    this.work = work;
    this.name = name;
    this.options = options;
  }

  /**
   * Trains what the sink has not.
   *
   * @param wanted in the order in which they should come, as far as sets allow; their keys differ
   * @return whether all of them are done, or the settings' stop signal came first, or the thread
   *     was interrupted, which it is still
   * @throws InterruptedWorkException if the thread was interrupted before anything was begun
   * @throws TrainingException if the folder can't be used, another process of the name uses it, a
   *     key is there twice, or all devices have failed
   */
  public End run(List<RunRequest> wanted, RunSink sink, Progress listener) {
    InterruptedWorkException.check("training");
    RunOptions options = settings.options();
    Callbacks callbacks = new Callbacks(listener, options.stop());
    End end = run(wanted, sink, options, callbacks);
    callbacks.rethrow();
    return end;
  }

  private End run(List<RunRequest> wanted, RunSink sink, RunOptions where, Callbacks progress) {
    try {
      Files.createDirectories(work);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(work, "can't be made (" + e + ")"), e);
    }
    SetCheckpoints checkpoints = new SetCheckpoints(work, name, progress);
    try (RunLock lock = RunLock.of(work.resolve(name), progress);
        MatrixRun run = new MatrixRun(where, options, checkpoints, sink, progress)) {
      return run.run(wanted);
    }
  }
}
