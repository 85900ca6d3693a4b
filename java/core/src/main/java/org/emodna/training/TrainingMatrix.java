package org.emodna.training;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/** Trains many runs of different configurations and directions: sets of runs of equal shape. */
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
   *     on a GPU as many as fit. Memory may say less
   * @param watchedEpochs at about how many epochs, evenly spread and the last among them,
   *     recognised and validation recordings are predicted; 0 = none
   * @param keepEmbeddings of which runs embeddings are handed out
   */
  public record Options(int atOnce, int watchedEpochs, Predicate<RunRequest> keepEmbeddings) {
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

  /**
   * @param settings where and how; whether to resume is not asked: a matrix always goes on from
   *     what is there
   * @param work folder of the checkpoints and locks; made where there is none
   * @param name of this process among those that share the folder, such as "shard-1-of-2"; a second
   *     one of the same name is refused
   */
  public TrainingMatrix(RunSettings<?> settings, Path work, String name, Options options) {}

  /**
   * Trains what the sink has not.
   *
   * @param wanted in the order in which they should come as far as sets allow; their keys differ
   * @throws TrainingException if the folder can't be used or another process uses it, or if keys
   *     are twice there
   */
  public End run(List<RunRequest> wanted, RunSink sink, Progress progress) {
    throw new UnsupportedOperationException();
  }
}
