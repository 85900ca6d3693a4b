package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
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
        Linear linear = new Linear(stream, Linear.Shape.of(1, 4, 3, 2))) {
      Tensor x = Tensor.floats(context, 11);
      InvalidArgumentException e =
          assertThrows(InvalidArgumentException.class, () -> linear.input(x, 0));
      assertTrue(e.getMessage().contains("x must have at least 12"), e.getMessage());
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
  void viewsStayInsideTheirTensor() {
    try (KernelContext context = KernelContext.cpu(1)) {
      Tensor tensor = Tensor.floats(context, 10);
      assertEquals(0, tensor.view(10, 0).elements());
      assertThrows(InvalidArgumentException.class, () -> tensor.view(6, 5));
      assertThrows(InvalidArgumentException.class, () -> tensor.view(-1, 2));
      // The sum of offset and size would wrap around to a small number.
      assertThrows(InvalidArgumentException.class, () -> tensor.view(Long.MAX_VALUE, 5));
      assertThrows(InvalidArgumentException.class, () -> tensor.view(5, Long.MAX_VALUE));
      assertThrows(InvalidArgumentException.class, () -> Tensor.floats(context, Long.MAX_VALUE));
    }
  }

  /** Its context might be closed during the call. */
  @Test
  void aTensorOfAnotherContextIsRefused() {
    try (KernelContext context = KernelContext.cpu(1);
        KernelContext other = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      Tensor foreign = Tensor.floats(other, 4);
      assertThrows(InvalidArgumentException.class, () -> stream.zero(foreign));
      assertThrows(InvalidArgumentException.class, () -> foreign.toFloats(stream));
      assertThrows(
          InvalidArgumentException.class, () -> stream.copy(Tensor.floats(context, 4), foreign));
    }
  }

  /** A stride that grows behind a tensor's back would lead out of it. */
  @Test
  void stridesComeBeforeTheTensorsThatTheyConcern() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream();
        Linear linear = new Linear(stream, Linear.Shape.of(2, 4, 3, 2))) {
      Tensor x = Tensor.floats(context, 1000);
      linear.input(x, 12);
      linear.gradients(
          Tensor.floats(context, 16),
          Tensor.floats(context, 24),
          Tensor.floats(context, 12),
          Tensor.floats(context, 4));
      linear.input(x, 12);
      InvalidArgumentException e =
          assertThrows(InvalidArgumentException.class, () -> linear.input(x, 500));
      assertTrue(e.getMessage().contains("before binding dx"), e.getMessage());
    }
  }

  @Test
  void aStreamSurvivesACaptureThatFails() {
    try (KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream()) {
      Tensor tensor = Tensor.of(stream, new float[] {1, 2}, 2);
      assertThrows(
          IllegalStateException.class,
          () ->
              stream.capture(
                  () -> {
                    stream.zero(tensor);
                    throw new IllegalStateException("stop");
                  }));
      assertThrows(
          InvalidArgumentException.class,
          () -> stream.capture(() -> Resampler.resample(stream, new float[9], 8000, 16_000)));
      assertThrows(
          InvalidArgumentException.class,
          () -> stream.capture(() -> stream.capture(() -> stream.zero(tensor))));
      assertArrayEquals(new float[] {1, 2}, tensor.toFloats(stream));
      stream.zero(tensor);
      assertArrayEquals(new float[] {0, 0}, tensor.toFloats(stream));
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
