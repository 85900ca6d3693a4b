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
   * @throws NativeMemoryException if several were given and none finds enough even alone: it is not
   *     the recordings that are too large. The task fails, and Spark tries it elsewhere. Of a
   *     single recording nobody can tell: it is an outcome as any other
   */
  static <T> List<Outcome<Recognition>> outcomes(
      List<T> recordings, Function<List<T>, List<Outcome<Recognition>>> recognise) {
    List<Outcome<Recognition>> outcomes = new ArrayList<>(recognise.apply(recordings));
    NativeMemoryException still = null;
    int failed = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (memory(outcomes.get(i)) != null) {
        outcomes.set(i, recognise.apply(List.of(recordings.get(i))).get(0));
        NativeMemoryException failure = memory(outcomes.get(i));
        if (failure != null) {
          still = failure;
          failed++;
        }
      }
    }
    if (failed > 1 && failed == outcomes.size()) {
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
