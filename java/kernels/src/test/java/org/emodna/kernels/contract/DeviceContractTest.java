package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;

/** What a device says of itself. */
class DeviceContractTest extends KernelContract {
  private static final int MANY = 1 << 24;

  @Test
  void knowsTheMemoryThatNobodyHas() {
    long memory = context.device().memoryBytes();
    try (Tensor large = Tensor.floats(context, MANY)) {
      long free = context.freeMemory();
      if (context.device().backend().equals("cpu")) {
        assertEquals(0, free);
      } else {
        assertTrue(free > 0 && free <= memory - large.bytes(), free + " of " + memory);
      }
    }
  }
}
