package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each CUDA call of a short life fails in turn: from opening the device to reading what a recorded
 * graph has computed. Java gets a typed exception with a message, nothing stays behind, and the
 * next life comes to the right result.
 */
class CudaFaultTest {
  private static final int ROWS = 5;
  private static final int INPUTS = 7;
  private static final int OUTPUTS = 3;

  private boolean loaded;

  @BeforeEach
  void loadTheLibrary() {
    String library = System.getProperty("emodna.cuda.tested", "");
    Assumptions.assumeTrue(
        Files.isRegularFile(Path.of(library)), "no CUDA backend for tests: " + library);
    Assumptions.assumeTrue(
        library.equals(System.getProperty(DeviceChoice.CUDA_LIBRARY)), "another library is used");
    Assumptions.assumeTrue(DeviceChoice.cudaProblem() == null, DeviceChoice::cudaProblem);
    CudaFaults.load(Path.of(library));
    loaded = true;
  }

  @AfterEach
  void letCallsSucceed() {
    if (loaded) {
      CudaFaults.failCall(0, 0);
    }
  }

  private static float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(i + 1);
    }
    return values;
  }

  /**
   * A linear layer forwards beside another piece of work, and backwards, recorded and launched
   * twice: all that it wrote.
   */
  private static float[] life(int device) {
    try (KernelContext context = KernelContext.open(device, 1, "")) {
      float[] result = onStream(context);
      assertEquals(0, context.memoryInUse());
      return result;
    }
  }

  private static float[] onStream(KernelContext context) {
    Linear.Shape shape = Linear.Shape.of(1, ROWS, INPUTS, OUTPUTS).withRelu(true);
    try (Stream stream = context.stream();
        Tensor x = Tensor.of(stream, values(ROWS * INPUTS), ROWS, INPUTS);
        Tensor weight = Tensor.of(stream, values(OUTPUTS * INPUTS), OUTPUTS, INPUTS);
        Tensor bias = Tensor.of(stream, values(OUTPUTS), OUTPUTS);
        Tensor dy = Tensor.of(stream, values(ROWS * OUTPUTS), ROWS, OUTPUTS);
        Tensor y = Tensor.floats(context, ROWS, OUTPUTS);
        Tensor gradients = Tensor.floats(context, ROWS * INPUTS + OUTPUTS * INPUTS + OUTPUTS);
        Linear linear = new Linear(stream, shape)) {
      linear.input(x, 0).weights(weight, bias).output(y);
      linear.gradients(
          dy,
          gradients.view(0, ROWS * INPUTS),
          gradients.view(ROWS * INPUTS, OUTPUTS * INPUTS),
          gradients.view(ROWS * INPUTS + OUTPUTS * INPUTS, OUTPUTS));
      try (Graph graph =
          stream.capture(
              () -> {
                stream.branches(List.of(linear::forward, () -> stream.zero(gradients)));
                linear.backward();
              })) {
        graph.launch();
        graph.launch();
      }
      stream.synchronize();
      float[] first = y.toFloats(stream);
      float[] second;
      try (Transfer transfer = new Transfer(stream, gradients)) {
        transfer.download();
        second = transfer.floats();
      }
      float[] all = new float[first.length + second.length];
      System.arraycopy(first, 0, all, 0, first.length);
      System.arraycopy(second, 0, all, first.length, second.length);
      return all;
    }
  }

  @Test
  void everyCallThatFailsIsATypedExceptionAndLeavesNothingBehind() {
    Device device = DeviceChoice.of("cuda").device();
    float[] expected = life(device.number());
    long before = CudaFaults.calls();
    life(device.number());
    long calls = CudaFaults.calls() - before;
    assertTrue(calls > 30, calls + " calls");
    long living = CudaFaults.living();
    for (long n = 1; n <= calls; n++) {
      String call = "call " + n;
      CudaFaults.failCall(n, CudaFaults.NO_MEMORY);
      NativeMemoryException failure =
          assertThrows(NativeMemoryException.class, () -> life(device.number()), call);
      CudaFaults.failCall(0, 0);
      assertTrue(failure.getMessage().length() > 20, call + ": " + failure.getMessage());
      assertEquals(living, CudaFaults.living(), call + " leaves something behind");
      assertArrayEquals(expected, life(device.number()), call + " spoils the next run");
    }
  }

  @Test
  void aKernelThatFailsIsADeviceFailure() {
    Device device = DeviceChoice.of("cuda").device();
    try (KernelContext context = KernelContext.open(device.number(), 1, "")) {
      float[] expected = onStream(context);
      long before = CudaFaults.calls();
      onStream(context);
      long calls = CudaFaults.calls() - before;
      for (long n = 1; n <= calls; n++) {
        CudaFaults.failCall(n, CudaFaults.LAUNCH_FAILURE);
        DeviceFailureException failure =
            assertThrows(DeviceFailureException.class, () -> onStream(context), "call " + n);
        CudaFaults.failCall(0, 0);
        assertTrue(failure.getMessage().contains("a kernel failed"), failure.getMessage());
        assertEquals(0, context.memoryInUse(), "call " + n);
        assertArrayEquals(expected, onStream(context));
      }
    }
  }

  @Test
  void aFailureLeavesNoMemoryInTheContext() {
    Device device = DeviceChoice.of("cuda").device();
    try (KernelContext context = KernelContext.open(device.number(), 1, "")) {
      float[] expected = onStream(context);
      long before = CudaFaults.calls();
      onStream(context);
      long calls = CudaFaults.calls() - before;
      for (long n = 1; n <= calls; n++) {
        CudaFaults.failCall(n, CudaFaults.NO_MEMORY);
        assertThrows(NativeMemoryException.class, () -> onStream(context), "call " + n);
        CudaFaults.failCall(0, 0);
        assertEquals(0, context.memoryInUse(), "call " + n);
        assertArrayEquals(expected, onStream(context));
      }
    }
  }

  /** A corpus may have another sampling rate in each file. */
  @Test
  void hundredsOfOddRatesKeepFewTables() {
    Device device = DeviceChoice.of("cuda").device();
    long living = CudaFaults.living();
    try (KernelContext context = KernelContext.open(device.number(), 1, "");
        Stream stream = context.stream()) {
      long empty = CudaFaults.living();
      float[] x = values(100);
      float[] first = Resampler.resample(stream, x, 44_001, 22_050);
      for (int rate = 44_002; rate < 44_302; rate++) {
        Resampler.resample(stream, x, rate, 22_050);
        long tables = CudaFaults.living() - empty;
        assertTrue(tables <= 16, tables + " tables");
      }
      assertArrayEquals(first, Resampler.resample(stream, x, 44_001, 22_050));
    }
    assertEquals(living, CudaFaults.living());
  }

  @Test
  void aTableThatCannotBeMadeIsATypedException() {
    Device device = DeviceChoice.of("cuda").device();
    try (KernelContext context = KernelContext.open(device.number(), 1, "");
        Stream stream = context.stream()) {
      float[] x = values(100);
      float[] expected = Resampler.resample(stream, x, 44_099, 22_050);
      for (int rate = 44_001; rate < 44_020; rate++) {
        int odd = rate;
        long living = CudaFaults.living();
        long before = CudaFaults.calls();
        Resampler.resample(stream, x, odd + 100, 22_050);
        long calls = CudaFaults.calls() - before;
        CudaFaults.failCall(1 + rate % calls, CudaFaults.NO_MEMORY);
        assertThrows(NativeMemoryException.class, () -> Resampler.resample(stream, x, odd, 22_050));
        CudaFaults.failCall(0, 0);
        assertTrue(CudaFaults.living() - living <= 3, "call " + (1 + rate % calls));
        assertArrayEquals(expected, Resampler.resample(stream, x, 44_099, 22_050));
      }
    }
  }
}
