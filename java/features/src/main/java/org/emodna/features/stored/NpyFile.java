package org.emodna.features.stored;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * An array that {@code numpy.save} wrote, opened for reading: versions 1 to 3 of the format, C
 * order, float16, float32 or float64 of either byte order.
 *
 * <p>Opening reads the header alone; elements are read when asked for, as many as are asked for, so
 * that an array larger than memory can be read piece by piece. Pickles are never read. Whatever
 * else a broken or hostile file can claim ends in a {@link FeatureException}: the header is capped
 * at numpy's own 10,000 bytes, and the shape must be that of the bytes that are there. Any thread
 * may read; reads take turns.
 */
public final class NpyFile implements AutoCloseable {
  /** The most that numpy itself reads of a header, where it is not told to trust it. */
  private static final int HEADER_BYTES = 10_000;

  private static final int CHUNK = 1 << 16;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Where the bytes are. */
  private interface Source extends AutoCloseable {
    long length() throws IOException;

    /** Reads exactly so many bytes. */
    void read(long at, byte[] into, int count) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final String file;
  private final Source source;
  private final NpyHeader.Layout layout;
  private final long elements;
  private final long dataStart;
  private boolean closed;

  private NpyFile(String file, Source source) throws IOException {
    this.file = file;
    this.source = source;
    long size = source.length();
    byte[] start = new byte[12];
    int fixed = (int) Math.min(start.length, size);
    source.read(0, start, fixed);
    if (fixed < 10 || !startsWithMagic(start)) {
      throw new FeatureException(
          Problem.of(file, size == 0 ? "is empty" : "is not an npy file")
              .remedy("write it with numpy.save"));
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw new FeatureException(
          Problem.of(
              file,
              "is of version %d.%d of the npy format, not 1 to 3".formatted(version, start[7])));
    }
    ByteBuffer fields = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int prefix = version == 1 ? 10 : 12;
    long header = version == 1 ? fields.getShort(8) & 0xFFFF : fields.getInt(8) & 0xFFFFFFFFL;
    if (header > HEADER_BYTES) {
      throw new FeatureException(
          Problem.of(
              file, "has a header of %d bytes; the most is %d".formatted(header, HEADER_BYTES)));
    }
    if (prefix + header > size) {
      throw cutShort();
    }
    byte[] text = new byte[(int) header];
    source.read(prefix, text, text.length);
    layout = NpyHeader.read(file, text);
    dataStart = prefix + header;
    elements = elements(size - dataStart);
  }

  private static boolean startsWithMagic(byte[] start) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (start[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /** The number of elements, which must be those that are there. */
  private long elements(long bytes) {
    long count = 1;
    try {
      for (long axis : layout.shape()) {
        count = Math.multiplyExact(count, axis);
      }
      long expected = Math.multiplyExact(count, layout.type().bytes());
      if (expected > bytes) {
        throw cutShort();
      }
      if (expected < bytes) {
        throw new FeatureException(
            Problem.of(file, "has %d bytes behind its array".formatted(bytes - expected))
                .remedy("save one array a file, with numpy.save"));
      }
    } catch (ArithmeticException e) {
      throw new FeatureException(Problem.of(file, "has a shape beyond 63 bits"), e);
    }
    return count;
  }

  private FeatureException cutShort() {
    return new FeatureException(
        Problem.of(file, "is cut short: fewer bytes are there than its header says")
            .remedy("copy or compute it again"));
  }

  /**
   * Opens a file and checks its header.
   *
   * @param file a regular file
   * @return the open file, to be closed by the caller
   * @throws FeatureException if it is missing, unreadable or not such a file
   */
  public static NpyFile open(Path file) {
    String name = PathText.of(file);
    if (!Files.isRegularFile(file)) {
      throw new FeatureException(
          Problem.of(name, Files.exists(file) ? "is not a regular file" : "there is no such file"));
    }
    try {
      return opened(name, source(file));
    } catch (IOException | UnsupportedOperationException e) {
      throw new FeatureException(Problem.of(name, "can't be read (" + e.getMessage() + ")"), e);
    }
  }

  /**
   * Opens a file that is in memory and checks its header.
   *
   * @param bytes its content, which must stay as it is until this is closed
   * @param name what messages call it
   * @throws FeatureException if it is not such a file
   */
  public static NpyFile open(byte[] bytes, String name) {
    try {
      return opened(name, source(bytes));
    } catch (IOException e) {
      throw new FeatureException(Problem.of(name, "can't be read (" + e.getMessage() + ")"), e);
    }
  }

  private static NpyFile opened(String name, Source source) throws IOException {
    try {
      return new NpyFile(name, source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Not a FileChannel: interrupting a reading thread would close one for everybody. */
  private static Source source(Path file) throws IOException {
    RandomAccessFile input = new RandomAccessFile(file.toFile(), "r");
    return new Source() {
      @Override
      public long length() throws IOException {
        return input.length();
      }

      @Override
      public void read(long at, byte[] into, int count) throws IOException {
        input.seek(at);
        input.readFully(into, 0, count);
      }

      @Override
      public void close() throws IOException {
        input.close();
      }
    };
  }

  private static Source source(byte[] bytes) {
    return new Source() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void read(long at, byte[] into, int count) throws IOException {
        if (at + count > bytes.length) {
          throw new EOFException();
        }
        System.arraycopy(bytes, (int) at, into, 0, count);
      }

      @Override
      public void close() {}
    };
  }

  /** What messages call it. */
  public String name() {
    return file;
  }

  /**
   * The shape.
   *
   * @return a copy, outermost axis first; empty for a single number
   */
  public long[] shape() {
    return layout.shape().clone();
  }

  /** The element type as numpy calls it: float16, float32 or float64. */
  public String type() {
    return layout.type().toString();
  }

  /** The number of elements: the product of the shape. */
  public long elements() {
    return elements;
  }

  /**
   * Reads some elements in C order, float16 widened and float64 rounded to float. NaN and infinity
   * are handed on.
   *
   * @param from number of the first element
   * @param into takes them from index {@code at} on
   * @param count how many
   * @throws FeatureException if the file has changed, or can't be read
   * @throws IndexOutOfBoundsException if there are fewer elements, or no room for them
   */
  public void read(long from, float[] into, int at, int count) {
    Objects.checkFromIndexSize(from, count, elements);
    Objects.checkFromIndexSize(at, count, into.length);
    int width = layout.type().bytes();
    byte[] chunk = new byte[(int) Math.min(CHUNK, (long) count * width)];
    for (int done = 0; done < count; ) {
      int some = Math.min(chunk.length / width, count - done);
      synchronized (source) {
        if (closed) {
          throw new ClosedResourceException(file);
        }
        try {
          source.read(dataStart + (from + done) * width, chunk, some * width);
        } catch (EOFException e) {
          throw cutShort();
        } catch (IOException e) {
          throw new FeatureException(Problem.of(file, "can't be read (" + e.getMessage() + ")"), e);
        }
      }
      layout.type().decode(ByteBuffer.wrap(chunk, 0, some * width), into, at + done);
      done += some;
    }
  }

  /**
   * Closes the file; twice is harmless, reading afterwards is a {@link ClosedResourceException}.
   */
  @Override
  public void close() {
    synchronized (source) {
      closed = true;
      try {
        source.close();
      } catch (IOException e) {
        // Nothing was written through it, so a failing close loses nothing.
        System.getLogger(NpyFile.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
      }
    }
  }
}
