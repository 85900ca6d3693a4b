package org.emodna.features.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.emodna.features.StoredValues;

/**
 * The embedding of one utterance. Its values stay in their file until they are asked for, and no
 * more of them are held than are asked for.
 */
public final class Embedding implements StoredValues {
  /** Values read at a time where all are looked at: 1 MiB. */
  private static final int BLOCK = 1 << 18;

  /** Reads values in row-major order. */
  interface Values {
    void read(long from, float[] into, int at, int count);
  }

  private final String source;
  private final EmbeddingShape shape;
  private final int frames;
  private final Values values;

  /**
   * @param source file, and what it is in it, for messages
   * @param frames 1 where it is a vector
   */
  Embedding(String source, EmbeddingShape shape, int frames, Values values) {
    this.source = source;
    this.shape = shape;
    this.frames = frames;
    this.values = values;
  }

  /** The file that it lies in, and its name there where the file has several. */
  public String source() {
    return source;
  }

  /** Frames or a vector, and how wide. */
  public EmbeddingShape shape() {
    return shape;
  }

  /**
   * The same as a vector: programs that work in batches write one as [1, D].
   *
   * @throws FeatureException if it has several frames
   */
  Embedding asVector() {
    if (frames != 1) {
      throw new FeatureException(
          Problem.of(source, "has %d frames, and one vector is needed".formatted(frames))
              .remedy("save the mean over the frames, or leave precomputed.shape out"));
    }
    return new Embedding(source, new EmbeddingShape(false, shape.width()), 1, values);
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public float[] read(int from, int to) {
    Objects.checkFromToIndex(from, to, frames);
    float[] rows = new float[Math.multiplyExact(to - from, shape.width())];
    read(from, rows, to - from);
    return rows;
  }

  private void read(int from, float[] into, int rows) {
    int width = shape.width();
    int count = rows * width;
    values.read((long) from * width, into, 0, count);
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(into[i])) {
        throw new FeatureException(
            Problem.of(
                    source,
                    "value %d%s is %s"
                        .formatted(
                            i % width,
                            shape.frames() ? " of frame " + (from + i / width) : "",
                            into[i]))
                .remedy("every value must be a finite float32; compute it again"));
      }
    }
  }

  /** Of the values as float32, with their number: the same in whatever file and precision. */
  @Override
  public String contentHash() {
    int width = shape.width();
    int most = Math.max(1, Math.min(frames, BLOCK / width));
    float[] block = new float[most * width];
    ByteBuffer bytes = ByteBuffer.allocate(4 * block.length).order(ByteOrder.LITTLE_ENDIAN);
    MessageDigest digest = ContentHash.digest();
    String what = (shape.frames() ? "frames " + frames : "vector") + " x " + width;
    digest.update(what.getBytes(StandardCharsets.UTF_8));
    for (int from = 0; from < frames; from += most) {
      int rows = Math.min(most, frames - from);
      read(from, block, rows);
      bytes.clear().asFloatBuffer().put(block, 0, rows * width);
      digest.update(bytes.array(), 0, 4 * rows * width);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
