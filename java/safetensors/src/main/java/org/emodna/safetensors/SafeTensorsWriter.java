package org.emodna.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.base.AtomicFile;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Collects tensors and metadata and writes them as one safetensors file.
 *
 * <p>The bytes depend on the content alone, not on the order of the calls: {@code __metadata__}
 * comes first with its keys sorted, then the tensors, in the header as in the data, by element size
 * from 8 bytes down to 1 and then by name; keys and names compare as UTF-8 bytes. So every tensor
 * is aligned to its element size, and the data section to 8 bytes (the header ends in spaces).
 *
 * <p>Arrays are not copied before {@link #write}: leave them alone until then. Not thread-safe.
 */
public final class SafeTensorsWriter {
  private static final int CHUNK = 1 << 16;
  private static final Comparator<String> AS_UTF8 =
      (a, b) -> {
        byte[] left = a.getBytes(StandardCharsets.UTF_8);
        return Arrays.compareUnsigned(left, b.getBytes(StandardCharsets.UTF_8));
      };

  private final Map<String, String> metadata = new TreeMap<>(AS_UTF8);
  private final Map<String, Pending> tensors = new LinkedHashMap<>();

  /** Puts elements [from, to) into a little-endian buffer. */
  private interface Source {
    void put(ByteBuffer into, int from, int to);
  }

  private record Pending(String name, DType dtype, long[] shape, int elements, Source source) {
    long bytes() {
      return (long) elements * dtype.bytes();
    }
  }

  /** Makes a writer that holds nothing yet. */
  public SafeTensorsWriter() {}

  /** Sets one metadata entry, replacing an earlier one of that key. */
  public SafeTensorsWriter metadata(String key, String value) {
    requireText("metadata key", key);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new InvalidArgumentException(
          Problem.of("metadata value of " + HeaderReader.quote(key), "is not valid Unicode"));
    }
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds an F32 tensor.
   *
   * @param name a name not yet used
   * @param values elements, row-major
   * @param shape outermost axis first; none for a scalar
   */
  public SafeTensorsWriter add(String name, float[] values, long... shape) {
    return add(
        name,
        DType.F32,
        shape,
        values.length,
        (into, from, to) -> into.asFloatBuffer().put(values, from, to - from));
  }

  /**
   * Adds an F64 tensor.
   *
   * @param name a name not yet used
   * @param values elements, row-major
   * @param shape outermost axis first; none for a scalar
   */
  public SafeTensorsWriter add(String name, double[] values, long... shape) {
    return add(
        name,
        DType.F64,
        shape,
        values.length,
        (into, from, to) -> into.asDoubleBuffer().put(values, from, to - from));
  }

  /**
   * Adds an I32 tensor.
   *
   * @param name a name not yet used
   * @param values elements, row-major
   * @param shape outermost axis first; none for a scalar
   */
  public SafeTensorsWriter add(String name, int[] values, long... shape) {
    return add(
        name,
        DType.I32,
        shape,
        values.length,
        (into, from, to) -> into.asIntBuffer().put(values, from, to - from));
  }

  /**
   * Adds an I64 tensor.
   *
   * @param name a name not yet used
   * @param values elements, row-major
   * @param shape outermost axis first; none for a scalar
   */
  public SafeTensorsWriter add(String name, long[] values, long... shape) {
    return add(
        name,
        DType.I64,
        shape,
        values.length,
        (into, from, to) -> into.asLongBuffer().put(values, from, to - from));
  }

  /**
   * Adds a tensor of any type from its bytes.
   *
   * @param name a name not yet used
   * @param data elements, row-major, little-endian
   * @param shape outermost axis first; none for a scalar
   */
  public SafeTensorsWriter addBytes(String name, DType dtype, byte[] data, long... shape) {
    int width = dtype.bytes();
    if (data.length % width != 0) {
      throw new InvalidArgumentException(
          Problem.of(
              "tensor " + HeaderReader.quote(name),
              "%d bytes are not a whole number of %s elements".formatted(data.length, dtype)));
    }
    return add(
        name,
        dtype,
        shape,
        data.length / width,
        (into, from, to) -> into.put(data, from * width, (to - from) * width));
  }

  /**
   * Writes the file atomically: a temporary file in the same folder, flushed to the disk, takes its
   * name; a failure leaves an older file of that name as it was.
   *
   * @param file where to; its folder must exist
   * @throws SafeTensorsException if that fails
   */
  public void write(Path file) {
    if (Files.isDirectory(file)) {
      throw new SafeTensorsException(file, "is a folder");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new SafeTensorsException(file, "can't be written, since there is no folder " + folder);
    }
    List<Pending> ordered =
        tensors.values().stream()
            .sorted(
                Comparator.comparingInt((Pending tensor) -> -tensor.dtype.bytes())
                    .thenComparing(Pending::name, AS_UTF8))
            .toList();
    try {
      byte[] header = header(ordered);
      if (header.length > Limits.HEADER_BYTES) {
        throw new SafeTensorsException(
            file,
            "can't be written, since the header would take %d bytes".formatted(header.length));
      }
      AtomicFile.write(
          file,
          out -> {
            out.write(little(Long.BYTES).putLong(header.length).array());
            out.write(header);
            for (Pending tensor : ordered) {
              data(tensor, out);
            }
          });
    } catch (IOException e) {
      throw new SafeTensorsException(
          Problem.of(file, "can't be written (" + e.getMessage() + ")"), e);
    }
  }

  private SafeTensorsWriter add(
      String name, DType dtype, long[] shape, int elements, Source source) {
    requireText("tensor name", name);
    if (name.equals(HeaderReader.METADATA) || tensors.containsKey(name)) {
      throw new InvalidArgumentException(
          Problem.of("tensor name " + HeaderReader.quote(name), "is reserved or used already")
              .remedy("choose another"));
    }
    if (tensors.size() == Limits.TENSORS || shape.length > Limits.RANK) {
      throw new InvalidArgumentException(
          Problem.of(
              "tensor " + HeaderReader.quote(name),
              "a file holds at most %d tensors of at most %d axes"
                  .formatted(Limits.TENSORS, Limits.RANK)));
    }
    if (!fits(shape, elements)) {
      throw new InvalidArgumentException(
          Problem.of(
              "tensor " + HeaderReader.quote(name),
              "shape %s does not fit %d elements".formatted(Arrays.toString(shape), elements)));
    }
    tensors.put(name, new Pending(name, dtype, shape.clone(), elements, source));
    return this;
  }

  private static boolean fits(long[] shape, int elements) {
    try {
      return Arrays.stream(shape).noneMatch(axis -> axis < 0)
          && TensorInfo.elements(shape) == elements;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static void requireText(String what, String text) {
    if (text.length() > Limits.NAME_CHARS || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidArgumentException(
          Problem.of(
              what + " " + HeaderReader.quote(text),
              "is longer than %d characters or not valid Unicode".formatted(Limits.NAME_CHARS)));
    }
  }

  private byte[] header(List<Pending> ordered) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(HeaderReader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Pending tensor : ordered) {
        json.writeObjectFieldStart(tensor.name);
        json.writeStringField("dtype", tensor.dtype.name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape, 0, tensor.shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {offset, offset + tensor.bytes()}, 0, 2);
        json.writeEndObject();
        offset += tensor.bytes();
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void data(Pending tensor, OutputStream out) throws IOException {
    ByteBuffer chunk = little((int) Math.min(CHUNK, tensor.bytes()));
    int step = CHUNK / tensor.dtype.bytes();
    for (long from = 0; from < tensor.elements; from += step) {
      int to = (int) Math.min(from + step, tensor.elements);
      tensor.source.put(chunk.clear(), (int) from, to);
      out.write(chunk.array(), 0, (int) (to - from) * tensor.dtype.bytes());
    }
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
