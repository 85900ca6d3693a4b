package org.emodna.features;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.emodna.base.ContentHash;

/**
 * A part of the network's input: so many numbers for each frame of an utterance, or for an
 * utterance as a whole. A {@link FrameStream} computes frames from the samples, a {@link
 * VectorStream} one vector an utterance, and a {@link StoredStream} looks up either. Whatever the
 * source of the numbers, a stream says how many they are and states exactly what it computes, so
 * that caches and models can tell when that changes. Immutable and thread-safe.
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

  /** Values of each frame, or of the vector; at least 1. */
  int width();

  /**
   * What each value is called, for people and in feature files.
   *
   * @return [width] names, all different: the stream's name and a number where it has no better
   */
  default List<String> valueNames() {
    return IntStream.range(0, width()).mapToObj(i -> name() + "." + i).toList();
  }

  /**
   * Identifies what it computes; stored in cache entries and models.
   *
   * @return SHA-256 of {@link #spec()}, in hexadecimal
   */
  default String hash() {
    return ContentHash.of(spec().getBytes(StandardCharsets.UTF_8));
  }
}
