package org.emodna.kernels;

import java.util.List;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_transfer;

/**
 * Asynchronous copies between a tensor and host memory of its size. At most one copy is in
 * progress; queueing the next one waits for it. On the CPU a copy is done when its call returns.
 * Like its stream, it may be used by one thread at a time.
 */
public final class Transfer extends ContextResource {
  private final Stream stream;
  private final Tensor tensor;
  private final emodna_transfer handle = new emodna_transfer();
  private final Pointer memory = new Pointer();

  /**
   * Host memory of the tensor's size, for copies in the order of the stream.
   *
   * @throws NativeMemoryException if there is not enough of it
   */
  public Transfer(Stream stream, Tensor tensor) {
    super(stream.context());
    this.stream = stream;
    this.tensor = tensor;
    if (stream.context().count() != null) {
      // The memory is the host's; nothing is counted for it.
      return;
    }
    stream.call(
        List.of(tensor),
        () -> {
          long size = Math.max(1, tensor.elements()) * tensor.type().bytes();
          Status.check(Native.emodna_transfer_create(stream.context().handle(), size, handle));
          register();
          return Native.emodna_transfer_memory(handle, memory);
        });
  }

  /**
   * Queues a copy of all of the tensor's elements to it.
   *
   * @throws InvalidArgumentException for another type or number of elements than the tensor's
   */
  public void upload(int... values) {
    tensor.requireFit(ElementType.INT32, values.length);
    stream.requireNoCapture("a transfer");
    call(
        () -> {
          int status = waitForCopy();
          if (status == 0) {
            new IntPointer(memory).put(values);
            status =
                Native.emodna_transfer_to_device(
                    handle, stream.handle(), tensor.address(0), tensor.bytes());
          }
          return status;
        });
  }

  /** Queues a copy of all of the tensor's elements to the host. */
  public void download() {
    stream.requireNoCapture("a transfer");
    call(
        () -> {
          int status = waitForCopy();
          return status == 0
              ? Native.emodna_transfer_to_host(
                  handle, stream.handle(), tensor.address(0), tensor.bytes())
              : status;
        });
  }

  /** Whether the last copy is done; does not wait. */
  public boolean done() {
    int[] done = new int[1];
    call(() -> Native.emodna_transfer_done(handle, 0, done));
    return done[0] != 0;
  }

  /** The elements of the last {@link #download()}; waits for it. */
  public float[] floats() {
    float[] values = new float[tensor.hostLength(ElementType.FLOAT32)];
    call(
        () -> {
          int status = waitForCopy();
          if (status == 0) {
            new FloatPointer(memory).get(values);
          }
          return status;
        });
    return values;
  }

  private int waitForCopy() {
    return Native.emodna_transfer_done(handle, 1, new int[1]);
  }

  private void call(IntSupplier nativeCall) {
    stream.call(
        List.of(tensor),
        () -> {
          requireOpen("the transfer");
          return nativeCall.getAsInt();
        });
  }

  @Override
  void release() {
    Native.emodna_transfer_destroy(handle);
  }
}
