package org.emodna.features;

import java.nio.charset.StandardCharsets;
import org.emodna.base.ContentHash;

/**
 * A part of the network's input: so many numbers for each frame of an utterance. A {@link
 * FrameStream} computes them from the samples. Whatever the source of the numbers, a stream says
 * how wide it is and states exactly what it computes, so that caches and models can tell when that
 * changes. Immutable and thread-safe.
 */
public interface FeatureStream {
  /** The name of its kind, such as {@code "mfcc"}. */
  String name();

  /**
   * Everything that its values depend on, as text: the same text, the same features. It must hold
   * every setting, and a version that changes whenever the code gives other values.
   *
   * @return lines of {@code key=value}
   */
  String spec();

  /** Values of each frame, at least 1. */
  int width();

  /**
   * Identifies what it computes; stored in cache entries and models.
   *
   * @return SHA-256 of {@link #spec()}, in hexadecimal
   */
  default String hash() {
    return ContentHash.of(spec().getBytes(StandardCharsets.UTF_8));
  }
}
