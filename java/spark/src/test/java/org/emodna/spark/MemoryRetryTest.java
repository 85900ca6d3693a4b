package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.emodna.audio.AudioException;
import org.emodna.audio.Outcome;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.recognition.Recognition;
import org.junit.jupiter.api.Test;

/** Too little memory for a batch is no fault of the recordings in it. */
class MemoryRetryTest {
  private final List<List<String>> asked = new ArrayList<>();

  /** Outcomes where memory is too little for all of a batch, and for some even alone. */
  private List<Outcome<Recognition>> outcomes(List<String> names, Predicate<String> tooLarge) {
    asked.add(names);
    return names.stream()
        .map(name -> failed(name, names.size() > 1 || tooLarge.test(name)))
        .toList();
  }

  private static Outcome<Recognition> failed(String name, boolean memory) {
    EmoDnaException why =
        memory
            ? new NativeMemoryException("none left")
            : new AudioException(Problem.of(name, "is broken"));
    return new Outcome.Failed<>(Path.of(name), why);
  }

  @Test
  void eachIsTriedAloneAndOnlyWhatIsTooLargeByItselfFails() {
    List<Outcome<Recognition>> outcomes =
        MemoryRetry.outcomes(
            List.of("a", "b", "c"), names -> outcomes(names, name -> name.equals("b")));
    assertEquals(List.of(List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c")), asked);
    for (int i = 0; i < 3; i++) {
      Outcome.Failed<Recognition> failed = (Outcome.Failed<Recognition>) outcomes.get(i);
      assertEquals(i == 1, failed.exception() instanceof NativeMemoryException);
      // What is the recording's own fault is its row's error.
      assertTrue(!RowBatches.result(failed).isNullAt(8));
    }
  }

  /** Beside others, or as the last of a partition or the one of a call in SQL. */
  @Test
  void oneThatIsTooLargeFailsByItself() {
    List<Outcome<Recognition>> outcomes =
        MemoryRetry.outcomes(
            List.of("a", "b"),
            names -> names.stream().map(name -> failed(name, name.equals("b"))).toList());
    assertEquals(List.of(false, true), outcomes.stream().map(MemoryRetryTest::memory).toList());
    List<Outcome<Recognition>> alone =
        MemoryRetry.outcomes(List.of("b"), names -> outcomes(names, name -> true));
    assertEquals(List.of(true), alone.stream().map(MemoryRetryTest::memory).toList());
    assertTrue(!RowBatches.result(alone.get(0)).isNullAt(8));
  }

  private static boolean memory(Outcome<Recognition> outcome) {
    return ((Outcome.Failed<Recognition>) outcome).exception() instanceof NativeMemoryException;
  }

  @Test
  void whereNoneFindsMemoryTheTaskFails() {
    assertThrows(
        NativeMemoryException.class,
        () -> MemoryRetry.outcomes(List.of("a", "b"), names -> outcomes(names, name -> true)));
  }
}
