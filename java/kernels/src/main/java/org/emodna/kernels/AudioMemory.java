package org.emodna.kernels;

import java.util.List;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_buffer;

/**
 * Floats that Java and an audio operation exchange ({@code emodna/audio.h}): on the CPU one piece
 * of host memory, on other devices one on each side. It grows when needed and never shrinks. Its
 * owner calls it under the context's lock, under which a {@link Tensor} could not be replaced.
 */
abstract class AudioMemory {
  private FloatPointer host = new FloatPointer();

  /** Elements on each side; -1 before the first growth and after a failed one. */
  private long capacity = -1;

  /** Memory for operations on the given stream. */
  static AudioMemory of(Stream stream) {
    return stream.context().device().backend().equals("cpu") ? new Shared() : new Copied(stream);
  }

  /** Makes room. If it has to grow, its contents are lost. */
  final void grow(long needed) {
    if (capacity < needed) {
      capacity = -1;
      long wanted = Math.max(1, needed + needed / 4);
      host.close();
      host = new FloatPointer(wanted);
      growDevice(wanted);
      capacity = wanted;
    }
  }

  /** Java's side from the given element on; the same object each time. */
  final FloatPointer host(long first) {
    return host.position(first);
  }

  /** Passes clips to the operation, each where the layout has it. */
  final void fill(List<float[]> clips, ClipLayout layout) {
    grow(layout.samples());
    for (int i = 0; i < clips.size(); i++) {
      // A buffer copies once; putting an array into a pointer would copy twice.
      host(layout.sampleOffsets.get(i)).asBuffer().put(clips.get(i));
    }
    upload(layout.samples());
  }

  void close() {
    host.close();
  }

  abstract void growDevice(long wanted);

  /** The operation's side from the given element on; valid until the next call here. */
  abstract FloatPointer device(long first);

  /** Passes the first elements from Java to the operation. */
  abstract void upload(long count);

  /** Passes the first elements from the operation to Java. */
  abstract void download(long count);

  /** Sets the operation's first elements to zero. */
  abstract void zero(long count);

  private static final class Shared extends AudioMemory {
    @Override
    void growDevice(long wanted) {}

    @Override
    FloatPointer device(long first) {
      return host(first);
    }

    @Override
    void upload(long count) {}

    @Override
    void download(long count) {}

    @Override
    void zero(long count) {
      Pointer.memset(host(0), 0, count * Float.BYTES);
    }
  }

  private static final class Copied extends AudioMemory {
    private final Stream stream;
    private emodna_buffer buffer;
    private FloatPointer address;

    Copied(Stream stream) {
      this.stream = stream;
    }

    @Override
    void growDevice(long wanted) {
      stream.requireNoCapture("mfcc");
      free();
      emodna_buffer created = new emodna_buffer();
      long bytes = wanted * Float.BYTES;
      Status.check(Native.emodna_buffer_create(stream.context().handle(), bytes, created));
      buffer = created;
      Pointer start = new Pointer();
      Status.check(Native.emodna_buffer_address(buffer, start));
      address = new FloatPointer(start);
    }

    @Override
    FloatPointer device(long first) {
      return address.position(first);
    }

    @Override
    void upload(long count) {
      long bytes = count * Float.BYTES;
      call(() -> Native.emodna_copy_to_device(stream.handle(), device(0), host(0), bytes));
    }

    @Override
    void download(long count) {
      long bytes = count * Float.BYTES;
      call(() -> Native.emodna_copy_to_host(stream.handle(), host(0), device(0), bytes));
    }

    @Override
    void zero(long count) {
      call(() -> Native.emodna_zero(stream.handle(), device(0), count * Float.BYTES));
    }

    private void call(IntSupplier nativeCall) {
      stream.call(List.of(), nativeCall);
    }

    private void free() {
      if (buffer != null) {
        Native.emodna_buffer_destroy(buffer);
        buffer = null;
      }
    }

    @Override
    void close() {
      super.close();
      free();
    }
  }
}
