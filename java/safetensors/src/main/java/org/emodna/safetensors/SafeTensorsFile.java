package org.emodna.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.Problem;

/**
 * A safetensors file opened for reading.
 *
 * <p>Opening reads and checks the header alone; a tensor's data is read when asked for. The file
 * stays open until {@link #close()}, so a reader sees one state of it even when a writer replaces
 * it meanwhile. Any thread may read; reads take turns.
 *
 * <p>Everything that a hostile or broken file can claim ends in a {@link SafeTensorsException}: the
 * header is capped at 100 MB and at the file's length, and an array is allocated only for data that
 * the file really holds.
 */
public final class SafeTensorsFile implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  /** What messages call it. */
  private final String file;

  private final Source input;

  private final Map<String, String> metadata;
  private final Map<String, TensorInfo> tensors;
  private final long dataStart;
  private boolean closed;

  private SafeTensorsFile(String file, Source input) throws IOException {
    this.file = file;
    this.input = input;
    long size = input.length();
    if (size == 0) {
      throw new SafeTensorsException(file, "is empty");
    }
    if (size < Long.BYTES) {
      throw new SafeTensorsException(
          file, "is not a safetensors file, since it is too short: " + size + " bytes");
    }
    byte[] prefix = new byte[Long.BYTES];
    input.readFully(0, prefix, prefix.length);
    long headerBytes = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 0 || headerBytes > Limits.HEADER_BYTES) {
      throw new SafeTensorsException(
          file,
          "is not a safetensors file: a header of %s bytes is more than the allowed %d"
              .formatted(Long.toUnsignedString(headerBytes), Limits.HEADER_BYTES));
    }
    if (headerBytes > size - Long.BYTES) {
      throw new SafeTensorsException(
          file,
          "a header of %d bytes is announced, but only %d bytes follow"
              .formatted(headerBytes, size - Long.BYTES));
    }
    this.dataStart = Long.BYTES + headerBytes;
    HeaderReader.Header header =
        HeaderReader.read(file, input.stream(Long.BYTES, headerBytes), size - dataStart);
    this.metadata = Collections.unmodifiableMap(header.metadata());
    this.tensors = Collections.unmodifiableMap(header.tensors());
  }

  /**
   * Whether a file may be replaced by a new one of this kind without a loss that nobody meant: it
   * is not there, empty, or begins as a safetensors file does. A recording or a manifest does not.
   *
   * @param file any path
   * @return false for another kind of file, and for what can't be read
   */
  public static boolean mayReplace(Path file) {
    if (Files.notExists(file)) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(Long.BYTES + 1);
      long header =
          start.length < 9 ? 0 : ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return start.length == 0
          || (header > 0 && header <= Files.size(file) - Long.BYTES && start[Long.BYTES] == '{');
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @param file a regular file
   * @return the open file, to be closed by the caller
   * @throws SafeTensorsException if it is missing, unreadable or not a sound safetensors file
   */
  public static SafeTensorsFile open(Path file) {
    if (!Files.exists(file)) {
      throw new SafeTensorsException(file, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new SafeTensorsException(file, "is not a regular file");
    }
    try {
      return opened(file.toString(), Source.of(file));
    } catch (IOException e) {
      throw new SafeTensorsException(Problem.of(file, "can't be read (" + e.getMessage() + ")"), e);
    } catch (UnsupportedOperationException e) {
      throw new SafeTensorsException(
          Problem.of(file, "is not on the machine's own file system"), e);
    }
  }

  /**
   * Opens a file that is in memory and checks its header.
   *
   * @param bytes its content, which must stay as it is until this is closed
   * @param name what messages call it
   * @return the open file, to be closed by the caller
   * @throws SafeTensorsException if it is not a sound safetensors file
   */
  public static SafeTensorsFile open(byte[] bytes, String name) {
    try {
      return opened(name, Source.of(bytes));
    } catch (IOException e) {
      throw new SafeTensorsException(Problem.of(name, "can't be read (" + e.getMessage() + ")"), e);
    }
  }

  private static SafeTensorsFile opened(String name, Source source) throws IOException {
    boolean sound = false;
    try {
      SafeTensorsFile file = new SafeTensorsFile(name, source);
      sound = true;
      return file;
    } finally {
      if (!sound) {
        closeQuietly(source);
      }
    }
  }

  /**
   * What messages call it.
   *
   * @return the path as it was given, or the name
   */
  public String name() {
    return file;
  }

  /**
   * The file's metadata.
   *
   * @return text by key, in the file's order, unmodifiable; empty if there is none
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * All tensors.
   *
   * @return tensors by name, in the order of their data, unmodifiable
   */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /**
   * The tensors' names.
   *
   * @return names in the order of their data, unmodifiable
   */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Whether there is such a tensor. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * One tensor's type and shape.
   *
   * @throws SafeTensorsException if there is none of that name
   */
  public TensorInfo info(String name) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new SafeTensorsException(
          file,
          "holds no tensor %s (it holds %d others)"
              .formatted(HeaderReader.quote(name), tensors.size()));
    }
    return tensor;
  }

  /**
   * Reads an F32, F16 or BF16 tensor.
   *
   * @return its elements, row-major, widened to float without loss
   * @throws SafeTensorsException if it is missing or of another type
   */
  public float[] toFloatArray(String name) {
    TensorInfo tensor = info(name);
    if (!tensor.dtype().isFloating() || tensor.dtype() == DType.F64) {
      throw mismatch(tensor, "float");
    }
    float[] values = allocate(tensor, Float.BYTES, float[]::new);
    read(tensor, (block, at) -> Elements.floats(tensor.dtype(), block, values, at));
    return values;
  }

  /**
   * Reads an F64, F32, F16 or BF16 tensor.
   *
   * @return its elements, row-major, widened to double without loss
   * @throws SafeTensorsException if it is missing or of another type
   */
  public double[] toDoubleArray(String name) {
    TensorInfo tensor = info(name);
    if (!tensor.dtype().isFloating()) {
      throw mismatch(tensor, "double");
    }
    double[] values = allocate(tensor, Double.BYTES, double[]::new);
    read(tensor, (block, at) -> Elements.doubles(tensor.dtype(), block, values, at));
    return values;
  }

  /**
   * Reads a part of a floating-point tensor, so that one that is larger than memory can be read
   * piece by piece.
   *
   * @param name of an F64, F32, F16 or BF16 tensor
   * @param from number of the first element, row-major
   * @param into takes the elements from index {@code at} on, F64 rounded to float
   * @param count how many
   * @throws SafeTensorsException if it is missing or of another type
   * @throws IndexOutOfBoundsException if there are fewer elements, or no room for them
   */
  public void read(String name, long from, float[] into, int at, int count) {
    TensorInfo tensor = info(name);
    if (!tensor.dtype().isFloating()) {
      throw mismatch(tensor, "float");
    }
    Objects.checkFromIndexSize(from, count, tensor.elements());
    Objects.checkFromIndexSize(at, count, into.length);
    int width = tensor.dtype().bytes();
    read(
        tensor.begin() + from * width,
        (long) count * width,
        width,
        (block, index) -> {
          if (tensor.dtype() == DType.F64) {
            for (int i = at + index; block.hasRemaining(); i++) {
              into[i] = (float) block.getDouble();
            }
          } else {
            Elements.floats(tensor.dtype(), block, into, at + index);
          }
        });
  }

  /**
   * Reads an I32, I16, I8, U8 or BOOL tensor.
   *
   * @return its elements, row-major, widened to int; false is 0 and true is 1
   * @throws SafeTensorsException if it is missing or of another type
   */
  public int[] toIntArray(String name) {
    TensorInfo tensor = info(name);
    if (tensor.dtype().isFloating() || tensor.dtype() == DType.I64) {
      throw mismatch(tensor, "int");
    }
    int[] values = allocate(tensor, Integer.BYTES, int[]::new);
    read(
        tensor,
        (block, at) -> {
          for (int i = at; block.hasRemaining(); i++) {
            values[i] = (int) integer(tensor, block);
          }
        });
    return values;
  }

  /**
   * Reads an I64, I32, I16, I8, U8 or BOOL tensor.
   *
   * @return its elements, row-major, widened to long; false is 0 and true is 1
   * @throws SafeTensorsException if it is missing or of another type
   */
  public long[] toLongArray(String name) {
    TensorInfo tensor = info(name);
    if (tensor.dtype().isFloating()) {
      throw mismatch(tensor, "long");
    }
    long[] values = allocate(tensor, Long.BYTES, long[]::new);
    read(
        tensor,
        (block, at) -> {
          for (int i = at; block.hasRemaining(); i++) {
            values[i] = integer(tensor, block);
          }
        });
    return values;
  }

  /**
   * Reads a tensor's bytes as they are, whatever its type.
   *
   * @return the data, row-major, little-endian
   * @throws SafeTensorsException if it is missing
   */
  public byte[] bytes(String name) {
    TensorInfo tensor = info(name);
    if (tensor.bytes() > Limits.ARRAY) {
      throw tooLarge(tensor);
    }
    byte[] values = allocate(tensor, tensor.dtype().bytes(), n -> new byte[(int) tensor.bytes()]);
    read(tensor, (block, at) -> block.get(values, at * tensor.dtype().bytes(), block.remaining()));
    return values;
  }

  /**
   * Demands that every floating-point element of every tensor is finite; reads the whole file.
   *
   * @throws SafeTensorsException naming the first tensor that holds a NaN or an infinity
   */
  public SafeTensorsFile requireFinite() {
    for (TensorInfo tensor : tensors.values()) {
      if (tensor.dtype().isFloating()) {
        double[] values = new double[CHUNK];
        long[] seen = {0};
        read(
            tensor,
            (block, at) -> {
              int count = block.remaining() / tensor.dtype().bytes();
              Elements.doubles(tensor.dtype(), block, values, 0);
              for (int i = 0; i < count; i++) {
                if (!Double.isFinite(values[i])) {
                  throw new SafeTensorsException(
                      file,
                      "element %d of tensor %s is %s"
                          .formatted(seen[0] + i, HeaderReader.quote(tensor.name()), values[i]));
                }
              }
              seen[0] += count;
            });
      }
    }
    return this;
  }

  /**
   * Closes the file. Closing twice is harmless; reading afterwards throws a {@link
   * ClosedResourceException}.
   */
  @Override
  public void close() {
    synchronized (input) {
      closed = true;
      closeQuietly(input);
    }
  }

  private long integer(TensorInfo tensor, ByteBuffer block) {
    long value = Elements.integer(tensor.dtype(), block);
    if (tensor.dtype() == DType.BOOL && (value & ~1L) != 0) {
      throw new SafeTensorsException(
          file,
          "tensor %s is BOOL but holds the byte %d"
              .formatted(HeaderReader.quote(tensor.name()), value));
    }
    return value;
  }

  private SafeTensorsException mismatch(TensorInfo tensor, String asked) {
    return new SafeTensorsException(
        file,
        "tensor %s is %s and can't be read as %s without loss"
            .formatted(HeaderReader.quote(tensor.name()), tensor.dtype(), asked));
  }

  private SafeTensorsException tooLarge(TensorInfo tensor) {
    return new SafeTensorsException(
        Problem.of(
                file,
                "tensor %s (%d bytes) is too large for this JVM"
                    .formatted(HeaderReader.quote(tensor.name()), tensor.bytes()))
            .remedy("a larger -Xmx may help"));
  }

  private <A> A allocate(TensorInfo tensor, int width, IntFunction<A> array) {
    long elements = tensor.elements();
    if (elements > Limits.ARRAY || elements > Runtime.getRuntime().maxMemory() / width) {
      throw tooLarge(tensor);
    }
    try {
      return array.apply((int) elements);
    } catch (OutOfMemoryError e) {
      SafeTensorsException refused = tooLarge(tensor);
      refused.addSuppressed(e);
      throw refused;
    }
  }

  /** Takes a block of whole elements; {@code at} is the index of its first in the tensor. */
  private interface Sink {
    void accept(ByteBuffer block, int at);
  }

  /** Hands over a tensor's data in blocks, so that no second copy of all of it ever exists. */
  private void read(TensorInfo tensor, Sink sink) {
    read(tensor.begin(), tensor.bytes(), tensor.dtype().bytes(), sink);
  }

  /**
   * Likewise of a part of the data.
   *
   * @param begin of the part in the data section
   * @param bytes whole elements
   * @param width bytes of an element
   */
  private void read(long begin, long bytes, int width, Sink sink) {
    byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
    long done = 0;
    while (done < bytes) {
      int count = (int) Math.min(chunk.length, bytes - done);
      synchronized (input) {
        if (closed) {
          throw new ClosedResourceException(file);
        }
        try {
          input.readFully(dataStart + begin + done, chunk, count);
        } catch (EOFException e) {
          throw new SafeTensorsException(
              Problem.of(file, "was cut short while it was being read"), e);
        } catch (IOException e) {
          throw new SafeTensorsException(
              Problem.of(file, "can't be read (" + e.getMessage() + ")"), e);
        }
      }
      ByteBuffer block = ByteBuffer.wrap(chunk, 0, count).order(ByteOrder.LITTLE_ENDIAN);
      sink.accept(block, (int) (done / width));
      done += count;
    }
  }

  private static void closeQuietly(Source input) {
    try {
      input.close();
    } catch (IOException e) {
      // Nothing was written through it, so a failing close loses nothing.
      System.getLogger(SafeTensorsFile.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
    }
  }
}
