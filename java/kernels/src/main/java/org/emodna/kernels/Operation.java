package org.emodna.kernels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.base.InvalidArgumentException;

/**
 * One kernel call with its arguments. Tensors are bound once, by name; then the call can run any
 * number of times. Binding checks each tensor's element type, size and context, so that a native
 * kernel never reads or writes outside it.
 */
abstract class Operation extends ContextResource {
  private final Stream stream;
  private final Pointer arguments;
  private final Map<String, Tensor> bound = new LinkedHashMap<>();
  private List<Tensor> tensors = List.of();
  private Tensor workspace;

  Operation(Stream stream, Pointer arguments) {
    super(stream.context());
    this.stream = stream;
    this.arguments = arguments;
    Pointer.memset(arguments, 0, arguments.sizeof());
    register();
  }

  final Stream stream() {
    return stream;
  }

  final FloatPointer floats(String name, Tensor tensor, long needed) {
    bind(name, tensor, ElementType.FLOAT32, needed);
    return tensor == null ? new FloatPointer() : tensor.floatPointer();
  }

  final IntPointer ints(String name, Tensor tensor, long needed) {
    bind(name, tensor, ElementType.INT32, needed);
    return tensor == null ? new IntPointer() : tensor.intPointer();
  }

  final LongPointer longs(String name, Tensor tensor, long needed) {
    bind(name, tensor, ElementType.INT64, needed);
    return tensor == null ? new LongPointer() : tensor.longPointer();
  }

  /** Memory for scratch that this operation owns; null if it needs none. */
  final Tensor workspace(long bytes) {
    if (workspace != null) {
      workspace.close();
    }
    workspace =
        bytes == 0 ? null : Tensor.zeros(stream.context(), ElementType.BYTE, Math.max(1, bytes));
    bind("workspace", workspace, ElementType.BYTE, bytes);
    return workspace;
  }

  /** Number of elements from the first of group 0 to the last of group {@code groups - 1}. */
  static long span(long groups, long stride, long each) {
    return each == 0 ? 0 : (groups - 1) * stride + each;
  }

  private void bind(String name, Tensor tensor, ElementType type, long needed) {
    if (tensor == null) {
      bound.remove(name);
    } else {
      String operation = getClass().getSimpleName();
      if (tensor.context() != stream.context()) {
        throw new InvalidArgumentException(operation + ": " + name + " belongs to another context");
      }
      if (tensor.type() != type || tensor.elements() < needed) {
        throw new InvalidArgumentException(
            operation
                + ": "
                + name
                + " must have at least "
                + needed
                + " elements of "
                + type
                + ", but is "
                + tensor);
      }
      bound.put(name, tensor);
    }
    tensors = new ArrayList<>(bound.values());
  }

  /**
   * A stride says how much memory other tensors need, so it must not change once they are bound.
   *
   * @param changed whether a stride differs from the one with which the tensors were bound
   */
  final void requireUnbound(boolean changed, String setter, String... names) {
    for (String name : names) {
      if (changed && bound.containsKey(name)) {
        throw new InvalidArgumentException(
            "%s: call %s before binding %s".formatted(getClass().getSimpleName(), setter, name));
      }
    }
  }

  /** Runs the kernel; its tensors must have memory. */
  final void run(IntSupplier nativeCall) {
    stream.requireMemory("an operation");
    query(nativeCall);
  }

  /** Asks something that touches no device memory. */
  final void query(IntSupplier nativeCall) {
    stream.call(
        tensors,
        () -> {
          requireOpen(getClass().getSimpleName());
          return nativeCall.getAsInt();
        });
  }

  @Override
  final void release() {
    arguments.close();
    if (workspace != null) {
      workspace.close();
    }
  }
}
