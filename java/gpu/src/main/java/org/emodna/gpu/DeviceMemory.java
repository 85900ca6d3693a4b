package org.emodna.gpu;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A GPU's memory and copies to and from it, for one call of a library. */
final class DeviceMemory {
  private final CudaStream stream;
  private final Held held;

  /**
   * @param held gives it back
   */
  DeviceMemory(CudaStream stream, Held held) {
    this.stream = stream;
    this.held = held;
  }

  /** So many bytes, at least one. */
  Pointer bytes(long count) {
    Pointer memory = new Pointer();
    CudaStream.check("cudaMalloc", cudart.cudaMalloc(memory, Math.max(1, count)));
    held.add(() -> CudaStream.check("cudaFree", cudart.cudaFree(memory)));
    return memory;
  }

  FloatPointer floats(long count) {
    return new FloatPointer(bytes(count * Float.BYTES));
  }

  /** A copy of the values. */
  FloatPointer upload(float[] values) {
    FloatPointer memory = floats(values.length);
    try (FloatPointer host = new FloatPointer(values)) {
      copy(memory, host, values.length, cudart.cudaMemcpyHostToDevice);
    }
    return memory;
  }

  /** The values, once what was queued before has run. */
  float[] download(FloatPointer memory, int count) {
    float[] values = new float[count];
    try (FloatPointer host = new FloatPointer(count)) {
      copy(host, memory, count, cudart.cudaMemcpyDeviceToHost);
      host.get(values);
    }
    return values;
  }

  private void copy(Pointer to, Pointer from, long floats, int kind) {
    long bytes = floats * Float.BYTES;
    CudaStream.check(
        "cudaMemcpyAsync", cudart.cudaMemcpyAsync(to, from, bytes, kind, stream.handle()));
    stream.synchronize();
  }
}
