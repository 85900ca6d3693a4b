package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Graph;
import org.emodna.kernels.Sum;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a stream's work: between what lies before and behind, recorded or not. */
class BranchesContractTest extends KernelContract {
  /** Each part doubles its number and adds one, and their sum follows. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 16, 37})
  void runBetweenWhatWasQueuedBeforeAndBehind(int parts) {
    Tensor numbers = zeros(parts);
    Tensor ones = floats(new double[] {1});
    Tensor sum = zeros(1);
    List<Runnable> work = new ArrayList<>();
    float expected = 0;
    double[] values = normal(parts, 1);
    for (int k = 0; k < parts; k++) {
      Tensor own = numbers.view(k, 1);
      Tensor copy = zeros(1);
      Sum doubled = new Sum(stream, copy, own);
      Sum increased = new Sum(stream, ones, own);
      work.add(
          () -> {
            stream.copy(copy, own);
            doubled.run();
            increased.run();
          });
      expected += (float) ((float) (2 * values[k]) + 1);
    }
    Tensor first = floats(values);
    Sum total = new Sum(stream, numbers, sum);
    Runnable all =
        () -> {
          stream.zero(sum);
          if (parts > 0) {
            stream.copy(numbers, first);
          }
          stream.branches(work);
          total.run();
        };
    all.run();
    assertArrayEquals(new float[] {expected}, host(sum));
    try (Graph graph = stream.capture(all)) {
      for (int i = 0; i < 3; i++) {
        graph.launch();
        assertArrayEquals(new float[] {expected}, host(sum));
      }
      // It is closed right behind a launch.
      graph.launch();
    }
    assertArrayEquals(new float[] {expected}, host(sum));
  }

  @Test
  void haveNoBranchesThemselves() {
    Tensor x = floats(1, 2);
    List<Runnable> twice =
        List.of(() -> stream.zero(x.view(0, 1)), () -> stream.zero(x.view(1, 1)));
    List<Runnable> nested = List.of(() -> stream.branches(twice), () -> {});
    for (Runnable misuse :
        List.<Runnable>of(() -> stream.branches(nested), () -> stream.capture(branches(nested)))) {
      InvalidArgumentException e = assertThrows(InvalidArgumentException.class, misuse::run);
      assertEquals("a branch of a stream can't have branches itself", e.getMessage());
      assertArrayEquals(new float[] {1, 2}, host(x));
    }
    stream.branches(twice);
    assertArrayEquals(new float[2], host(x));
  }

  private Runnable branches(List<Runnable> parts) {
    return () -> stream.branches(parts);
  }

  /** What was queued before it stays, and the stream works as before. */
  @Test
  void aPartThatFailsIsTheCallersException() {
    Tensor x = floats(1, 2);
    List<Runnable> parts =
        List.of(
            () -> stream.zero(x.view(0, 1)),
            () -> {
              throw new IllegalStateException("no");
            });
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> stream.branches(parts));
    assertEquals("no", e.getMessage());
    assertArrayEquals(new float[] {0, 2}, host(x));
    assertThrows(IllegalStateException.class, () -> stream.capture(branches(parts)));
    try (Graph graph = stream.capture(() -> stream.zero(x))) {
      graph.launch();
    }
    assertArrayEquals(new float[2], host(x));
  }

  @Test
  void nothingWaitsInABranch() {
    Tensor x = floats(1, 2);
    try (Graph graph = stream.capture(() -> stream.zero(x))) {
      for (Runnable waiting :
          List.<Runnable>of(stream::synchronize, () -> host(x), () -> floats(3), graph::launch)) {
        InvalidArgumentException e =
            assertThrows(
                InvalidArgumentException.class, () -> stream.branches(List.of(waiting, () -> {})));
        assertTrue(e.getMessage().contains("join them first"), e.getMessage());
      }
    }
    assertArrayEquals(new float[] {1, 2}, host(x));
  }
}
