package org.emodna.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_buffer;

/**
 * Elements of one type in device memory, row-major and dense. A view shares another tensor's memory
 * and is closed with it. Reading and writing copies, in the order of a stream.
 */
public final class Tensor extends ContextResource {
  private static final long MOST_ELEMENTS = 1L << 59;

  private final KernelContext context;
  private final ElementType type;
  private final long[] shape;
  private final long elements;
  private final Tensor owner;
  private final emodna_buffer buffer;
  private final long base;

  private Tensor(KernelContext context, ElementType type, long[] shape) {
    super(context);
    this.context = context;
    this.type = type;
    this.shape = shape.clone();
    this.elements = count(shape);
    this.owner = this;
    this.buffer = new emodna_buffer();
    this.base =
        context.locked(
            () -> {
              long size = Math.max(1, elements) * type.bytes();
              if (context.count() != null) {
                register();
                return context.count().take(size);
              }
              Status.check(Native.emodna_buffer_create(context.handle(), size, buffer));
              Pointer address = new Pointer();
              Status.check(Native.emodna_buffer_address(buffer, address));
              register();
              return address.address();
            });
  }

  private Tensor(Tensor of, long offset, long[] shape) {
    super(of.context);
    this.context = of.context;
    this.type = of.type;
    this.shape = shape.clone();
    this.elements = count(shape);
    this.owner = of.owner;
    this.buffer = null;
    this.base = of.base + offset * type.bytes();
  }

  /** New memory, set to zero. */
  public static Tensor zeros(KernelContext context, ElementType type, long... shape) {
    return new Tensor(context, type, shape);
  }

  /** New memory for 32-bit floats, set to zero. */
  public static Tensor floats(KernelContext context, long... shape) {
    return zeros(context, ElementType.FLOAT32, shape);
  }

  /** New memory holding a copy of values. */
  public static Tensor of(Stream stream, float[] values, long... shape) {
    return filled(floats(stream.context(), shape), tensor -> tensor.write(stream, values));
  }

  /** New memory holding a copy of 32-bit integers. */
  public static Tensor of(Stream stream, int[] values, long... shape) {
    Tensor tensor = zeros(stream.context(), ElementType.INT32, shape);
    return filled(tensor, t -> t.write(stream, values));
  }

  /** New memory holding a copy of 64-bit integers. */
  public static Tensor of(Stream stream, long[] values, long... shape) {
    Tensor tensor = zeros(stream.context(), ElementType.INT64, shape);
    return filled(tensor, t -> t.write(stream, values));
  }

  private static Tensor filled(Tensor tensor, java.util.function.Consumer<Tensor> fill) {
    try {
      fill.accept(tensor);
      return tensor;
    } catch (RuntimeException e) {
      tensor.close();
      throw e;
    }
  }

  /**
   * A part of this tensor as a tensor of its own.
   *
   * @param offset first element
   */
  public Tensor view(long offset, long... viewShape) {
    if (offset < 0 || offset > elements - count(viewShape)) {
      throw new InvalidArgumentException(
          "view: elements from " + offset + " as " + Arrays.toString(viewShape) + " of " + this);
    }
    return new Tensor(this, offset, viewShape);
  }

  /** What each element is. */
  public ElementType type() {
    return type;
  }

  /** A copy of the shape, the slowest dimension first. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements: the product of the shape. */
  public long elements() {
    return elements;
  }

  /** Size of all elements in bytes. */
  public long bytes() {
    return elements * type.bytes();
  }

  /** The context whose device holds the memory. */
  public KernelContext context() {
    return context;
  }

  /**
   * Queues a copy of values to all elements.
   *
   * @throws InvalidArgumentException if there are more or fewer than elements, or these are not
   *     FLOAT32
   */
  public void write(Stream stream, float... values) {
    requireFit(ElementType.FLOAT32, values.length);
    if (context.count() != null) {
      return;
    }
    try (FloatPointer host = new FloatPointer(values)) {
      stream.upload(this, 0, host, 4L * values.length);
    }
  }

  /**
   * Queues a copy of values to all elements.
   *
   * @throws InvalidArgumentException if there are more or fewer than elements, or these are not
   *     INT32
   */
  public void write(Stream stream, int... values) {
    requireFit(ElementType.INT32, values.length);
    if (context.count() != null) {
      return;
    }
    try (IntPointer host = new IntPointer(values)) {
      stream.upload(this, 0, host, 4L * values.length);
    }
  }

  /**
   * Queues a copy of values to all elements.
   *
   * @throws InvalidArgumentException if there are more or fewer than elements, or these are not
   *     INT64
   */
  public void write(Stream stream, long... values) {
    requireFit(ElementType.INT64, values.length);
    if (context.count() != null) {
      return;
    }
    try (LongPointer host = new LongPointer(values)) {
      stream.upload(this, 0, host, 8L * values.length);
    }
  }

  /** All elements, once everything queued before has run. */
  public float[] toFloats(Stream stream) {
    float[] values = new float[hostLength(ElementType.FLOAT32)];
    try (FloatPointer host = new FloatPointer(Math.max(1, elements))) {
      stream.download(this, 0, host, bytes());
      host.get(values);
    }
    return values;
  }

  /**
   * All elements, once everything queued before has run.
   *
   * @throws InvalidArgumentException if they are not INT32
   */
  public int[] toInts(Stream stream) {
    int[] values = new int[hostLength(ElementType.INT32)];
    try (IntPointer host = new IntPointer(Math.max(1, elements))) {
      stream.download(this, 0, host, bytes());
      host.get(values);
    }
    return values;
  }

  /**
   * All elements, once everything queued before has run.
   *
   * @throws InvalidArgumentException if they are not INT64
   */
  public long[] toLongs(Stream stream) {
    long[] values = new long[hostLength(ElementType.INT64)];
    try (LongPointer host = new LongPointer(Math.max(1, elements))) {
      stream.download(this, 0, host, bytes());
      host.get(values);
    }
    return values;
  }

  int hostLength(ElementType wanted) {
    requireFit(wanted, elements);
    if (elements > Integer.MAX_VALUE - 8) {
      throw new InvalidArgumentException(this + " is too large for a Java array");
    }
    return (int) elements;
  }

  void requireFit(ElementType wanted, long count) {
    if (type != wanted || count != elements) {
      throw new InvalidArgumentException(
          count + " elements of " + wanted + " do not fit into " + this);
    }
  }

  /** Holds while the given context is locked; a tensor of another one could be closed meanwhile. */
  void requireOpenIn(KernelContext used) {
    if (context != used) {
      throw new InvalidArgumentException(this + " belongs to another context than the stream");
    }
    owner.requireOpen(toString());
  }

  /** A pointer to the given byte; never freed by JavaCPP. */
  Pointer address(long byteOffset) {
    return new Raw(base + byteOffset);
  }

  FloatPointer floatPointer() {
    return new FloatPointer(address(0));
  }

  IntPointer intPointer() {
    return new IntPointer(address(0));
  }

  LongPointer longPointer() {
    return new LongPointer(address(0));
  }

  private static long count(long[] shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new InvalidArgumentException("negative size in shape " + Arrays.toString(shape));
      }
      try {
        elements = Math.multiplyExact(elements, size);
      } catch (ArithmeticException e) {
        throw new InvalidArgumentException("shape " + Arrays.toString(shape) + " is too large");
      }
    }
    // Keeps bytes and sums of sizes far below 2^63.
    if (elements > MOST_ELEMENTS) {
      throw new InvalidArgumentException("shape " + Arrays.toString(shape) + " is too large");
    }
    return elements;
  }

  /** Frees the memory. Closing a view does nothing: its memory belongs to its owner. */
  @Override
  public void close() {
    if (owner == this) {
      super.close();
    }
  }

  @Override
  void release() {
    if (context.count() != null) {
      context.count().giveBack(Math.max(1, elements) * type.bytes());
      return;
    }
    Native.emodna_buffer_destroy(buffer);
  }

  @Override
  public String toString() {
    return "tensor " + type + Arrays.toString(shape);
  }

  /** A bare address as a JavaCPP pointer. */
  private static final class Raw extends Pointer {
    Raw(long address) {
      this.address = address;
    }
  }
}
