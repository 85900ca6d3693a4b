package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;

/** Memory is counted without being taken, and nothing runs on what isn't there. */
class CountingContextTest {
  @Test
  void countsTensorsAndWorkspacesAndTakesNone() {
    try (KernelContext context = KernelContext.cpu(1);
        KernelContext counting = context.counting();
        Stream stream = counting.stream()) {
      Tensor x = Tensor.floats(counting, 1 << 20, 1 << 10);
      Tensor.of(stream, new float[] {1, 2}, 2);
      assertTrue(counting.memoryInUse() > 4L << 30, "4 GiB are counted");
      assertEquals(0, context.memoryInUse());
      stream.zero(x);
      x.close();
      assertTrue(counting.memoryInUse() < 1 << 20);
    }
  }

  @Test
  void nothingRunsAndNothingIsRead() {
    try (KernelContext context = KernelContext.cpu(1);
        KernelContext counting = context.counting();
        Stream stream = counting.stream()) {
      Tensor x = Tensor.floats(counting, 4, 3);
      assertThrows(InvalidArgumentException.class, () -> x.toFloats(stream));
      assertThrows(InvalidArgumentException.class, () -> stream.capture(() -> {}));
      RowSpace rows =
          new RowSpace(stream, new RowSpace.Shape(1, 4, 3, RowSpace.Space.L2))
              .input(x, 12)
              .output(Tensor.floats(counting, 4, 3));
      assertThrows(InvalidArgumentException.class, rows::forward);
    }
  }

  @Test
  void endsWithTheContextThatItIsOf() {
    KernelContext context = KernelContext.cpu(1);
    KernelContext counting = context.counting();
    Stream stream = counting.stream();
    Tensor x = Tensor.floats(counting, 3);
    context.close();
    assertThrows(ClosedResourceException.class, counting::stream);
    assertThrows(ClosedResourceException.class, () -> Tensor.floats(counting, 3));
    x.close();
    stream.close();
    counting.close();
  }
}
