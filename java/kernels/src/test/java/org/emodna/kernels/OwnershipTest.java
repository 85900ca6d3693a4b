package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Double close and use after close are harmless or typed errors, never a crash. */
class OwnershipTest {
  @Test
  void contextFreesWhatIsLeftOpen() {
    KernelContext context = KernelContext.cpu(2);
    Stream stream = context.stream();
    Tensor tensor = Tensor.of(stream, new float[] {1, 2, 3}, 3);
    assertEquals(12, context.memoryInUse());
    context.close();
    context.close();
    tensor.close();
    stream.close();
    assertThrows(ClosedResourceException.class, () -> tensor.toFloats(stream));
    assertThrows(ClosedResourceException.class, context::stream);
    assertThrows(ClosedResourceException.class, context::memoryInUse);
  }

  @Test
  void closedTensorIsATypedError() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      Tensor tensor = Tensor.of(stream, new float[] {1, 2, 3, 4}, 2, 2);
      Tensor view = tensor.view(1, 2);
      assertArrayEquals(new float[] {2, 3}, view.toFloats(stream));
      view.close();
      assertArrayEquals(new float[] {2, 3}, view.toFloats(stream));
      tensor.close();
      tensor.close();
      assertThrows(ClosedResourceException.class, () -> view.toFloats(stream));
      assertThrows(ClosedResourceException.class, () -> stream.zero(tensor));
      assertEquals(0, context.memoryInUse());
    }
  }

  @Test
  void aTooSmallTensorIsRefused() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream();
        Linear linear = new Linear(stream, new Linear.Shape(1, 4, 3, 2, false))) {
      Tensor x = Tensor.floats(context, 11);
      InvalidArgumentException e =
          assertThrows(InvalidArgumentException.class, () -> linear.input(x, 0));
      assertTrue(e.getMessage().contains("x must have 12"), e.getMessage());
      Tensor ints = Tensor.zeros(context, ElementType.INT32, 12);
      assertThrows(InvalidArgumentException.class, () -> linear.input(ints, 0));
      assertThrows(InvalidArgumentException.class, linear::forward);
      linear.close();
      assertThrows(ClosedResourceException.class, linear::forward);
    }
  }

  @Test
  void hugeSizesAreTypedErrors() {
    try (KernelContext context = KernelContext.cpu(1)) {
      assertThrows(NativeMemoryException.class, () -> Tensor.floats(context, 1L << 58));
      assertThrows(
          InvalidArgumentException.class, () -> Tensor.floats(context, 1L << 40, 1L << 40));
      assertThrows(InvalidArgumentException.class, () -> Tensor.floats(context, -1));
    }
  }

  @Test
  void unknownDevicesAreTypedErrors() {
    assertThrows(DeviceUnavailableException.class, () -> KernelContext.open(99, 1, ""));
    assertThrows(InvalidArgumentException.class, () -> KernelContext.open(0, -1, ""));
    assertEquals("cpu", Device.list().get(0).backend());
  }

  @Test
  void aGraphRunsWhenLaunched() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      Tensor tensor = Tensor.of(stream, new float[] {1, 2}, 2);
      Graph graph = stream.capture(() -> stream.zero(tensor));
      assertArrayEquals(new float[] {1, 2}, tensor.toFloats(stream));
      graph.launch();
      assertArrayEquals(new float[] {0, 0}, tensor.toFloats(stream));
      tensor.close();
      assertThrows(ClosedResourceException.class, graph::launch);
      graph.close();
      graph.close();
      assertThrows(ClosedResourceException.class, graph::launch);
    }
  }
}
