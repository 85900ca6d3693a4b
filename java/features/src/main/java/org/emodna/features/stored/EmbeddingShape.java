package org.emodna.features.stored;

import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * What the embeddings of a store look like.
 *
 * @param frames whether each is a sequence of frames [T, D]; otherwise it is one vector [D]
 * @param width D, values of a frame or of the vector
 */
public record EmbeddingShape(boolean frames, int width) {
  /** The most values of a frame or vector. */
  public static final int MOST_WIDTH = 4096;

  /** The most frames of an utterance: five and a half hours at 50 a second. */
  static final int MOST_FRAMES = 1_000_000;

  /** "frames of 768 values", for people. */
  @Override
  public String toString() {
    return (frames ? "frames" : "vectors") + " of " + width + " values";
  }

  /**
   * The shape of one embedding.
   *
   * @param source for messages
   * @param axes as the file has them: [D], or [T, D]
   * @throws FeatureException if there are other axes, or too long ones
   */
  static EmbeddingShape of(Object source, long[] axes) {
    if (axes.length < 1 || axes.length > 2) {
      throw new FeatureException(
          Problem.of(source, "has %d axes".formatted(axes.length))
              .remedy(
                  "save one vector [D] or the frames [T, D] of one layer for each utterance"
                      + " (of [1, T, D] or [layers, T, D] the part [0])"));
    }
    long width = axes[axes.length - 1];
    if (width < 1 || width > MOST_WIDTH) {
      throw new FeatureException(
          Problem.of(source, "has %d values a frame".formatted(width))
              .remedy("there can be 1 to " + MOST_WIDTH));
    }
    if (axes.length == 2 && (axes[0] < 1 || axes[0] > MOST_FRAMES)) {
      throw new FeatureException(
          Problem.of(source, "has %d frames".formatted(axes[0]))
              .remedy("there can be 1 to " + MOST_FRAMES));
    }
    return new EmbeddingShape(axes.length == 2, (int) width);
  }
}
