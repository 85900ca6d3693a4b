package org.emodna.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.emodna.audio.Outcome;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.recognition.Recognition;

/**
 * Recordings that fail for want of memory, tried again one by one: a batch needs more of it than a
 * recording, and whether there is enough hangs on what else the executor does at the moment.
 */
final class MemoryRetry {
  private MemoryRetry() {}

  /**
   * Recognises recordings together, and those again that found too little memory.
   *
   * @param recognise some recordings, with an outcome for each
   * @param <T> a recording
   * @return one outcome a recording, in their order
   * @throws NativeMemoryException if none of those that are tried again finds enough: it is not the
   *     recordings that are too large. The task fails, and Spark tries it elsewhere
   */
  static <T> List<Outcome<Recognition>> outcomes(
      List<T> recordings, Function<List<T>, List<Outcome<Recognition>>> recognise) {
    List<Outcome<Recognition>> outcomes = new ArrayList<>(recognise.apply(recordings));
    NativeMemoryException still = null;
    boolean some = false;
    for (int i = 0; i < outcomes.size(); i++) {
      if (memory(outcomes.get(i)) != null) {
        Outcome<Recognition> again = recognise.apply(List.of(recordings.get(i))).get(0);
        outcomes.set(i, again);
        NativeMemoryException failure = memory(again);
        some |= failure == null;
        still = failure == null ? still : failure;
      }
    }
    if (still != null && !some) {
      throw still;
    }
    return outcomes;
  }

  private static NativeMemoryException memory(Outcome<Recognition> outcome) {
    return outcome instanceof Outcome.Failed<Recognition> failed
            && failed.exception() instanceof NativeMemoryException e
        ? e
        : null;
  }
}
