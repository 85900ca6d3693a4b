package org.emodna.features.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.emodna.safetensors.Half;

/**
 * The element types of npy files that embeddings come in: floating-point numbers, little or big
 * endian.
 *
 * @param bytes of an element: 2, 4 or 8
 */
record NpyType(int bytes, ByteOrder order) {
  /** The type that a header's {@code descr} names, such as {@code "<f4"}. */
  static NpyType of(String file, String descr) {
    ByteOrder order =
        descr.startsWith("<")
            ? ByteOrder.LITTLE_ENDIAN
            : descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : null;
    String kind = order == null ? "" : descr.substring(1);
    return switch (kind) {
      case "f2" -> new NpyType(2, order);
      case "f4" -> new NpyType(4, order);
      case "f8" -> new NpyType(8, order);
      default -> throw refused(file, descr);
    };
  }

  private static FeatureException refused(String file, String descr) {
    boolean objects = descr.endsWith("O") || descr.startsWith("O");
    return new FeatureException(
        Problem.of(
                file,
                objects
                    ? "holds Python objects (a pickle), which are never read"
                    : "holds elements of the type '" + descr + "'")
            .remedy("save an array of float32, float16 or float64: numpy.save(file, array)"));
  }

  /** Decodes all of a block into {@code values} from {@code at} on; float64 is rounded. */
  void decode(ByteBuffer block, float[] values, int at) {
    block.order(order);
    for (int i = at; block.hasRemaining(); i++) {
      values[i] =
          switch (bytes) {
            case 2 -> Half.toFloat(block.getShort());
            case 4 -> block.getFloat();
            default -> (float) block.getDouble();
          };
    }
  }

  @Override
  public String toString() {
    return "float" + 8 * bytes;
  }
}
