package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Transfer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copies that nobody waits for: they lie in the stream's order, and their memory is theirs till
 * then.
 */
class TransferContractTest extends KernelContract {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1009, 100_003})
  void bringsWhatTheTensorHeldWhenItWasQueued(int count) {
    double[] first = normal(count, 1);
    double[] second = normal(count, 1);
    Tensor tensor = floats(first);
    Tensor next = floats(second);
    try (Transfer transfer = new Transfer(stream, tensor)) {
      transfer.download();
      stream.copy(tensor, next);
      assertArrayEquals(narrow(first), transfer.floats());
      transfer.download();
      stream.zero(tensor);
      while (!transfer.done()) {
        Thread.onSpinWait();
      }
      assertArrayEquals(narrow(second), transfer.floats());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1009, 100_003})
  void setsTheTensorBehindWhatWasQueuedBefore(int count) {
    int[] first = labels(count, -100, 100);
    int[] second = labels(count, -100, 100);
    Tensor tensor = Tensor.zeros(context, ElementType.INT32, count);
    Tensor kept = Tensor.zeros(context, ElementType.INT32, count);
    try (Transfer transfer = new Transfer(stream, tensor)) {
      assertTrue(transfer.done());
      transfer.upload(first);
      stream.copy(kept, tensor);
      transfer.upload(second);
      assertArrayEquals(first, kept.toInts(stream));
      assertArrayEquals(second, tensor.toInts(stream));
    }
  }

  @Test
  void ofAnEmptyTensor() {
    try (Transfer transfer = new Transfer(stream, Tensor.floats(context, 0))) {
      transfer.download();
      assertEquals(0, transfer.floats().length);
    }
  }

  @Test
  void misuseIsATypedError() {
    Tensor tensor = floats(1, 2, 3);
    Transfer transfer = new Transfer(stream, tensor);
    assertThrows(InvalidArgumentException.class, () -> transfer.upload(1, 2, 3));
    try (Transfer ints = new Transfer(stream, ints(1, 2, 3))) {
      assertThrows(InvalidArgumentException.class, () -> ints.upload(1, 2));
      assertThrows(InvalidArgumentException.class, ints::floats);
    }
    assertThrows(InvalidArgumentException.class, () -> stream.capture(transfer::download));
    transfer.download();
    transfer.close();
    transfer.close();
    assertThrows(ClosedResourceException.class, transfer::download);
    assertThrows(ClosedResourceException.class, transfer::done);
    assertArrayEquals(new float[] {1, 2, 3}, host(tensor));
    try (Transfer left = new Transfer(stream, tensor)) {
      tensor.close();
      assertThrows(ClosedResourceException.class, left::download);
    }
  }

  @Test
  void aContextClosesWhatIsUnderWay() {
    Transfer transfer = new Transfer(stream, floats(normal(1000, 1)));
    transfer.download();
    context.close();
    transfer.close();
    assertThrows(ClosedResourceException.class, transfer::floats);
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
