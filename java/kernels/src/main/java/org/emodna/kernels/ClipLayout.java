package org.emodna.kernels;

import java.util.function.IntUnaryOperator;
import org.bytedeco.javacpp.LongPointer;

/** Where clips of the given lengths and their frames begin, in native memory. */
final class ClipLayout implements AutoCloseable {
  final int[] frames;
  final LongPointer sampleOffsets;
  final LongPointer frameOffsets;

  /**
   * Clips one after the other.
   *
   * @param samples length of each clip
   * @param framesOf number of frames in so many samples
   */
  ClipLayout(int[] samples, IntUnaryOperator framesOf) {
    frames = new int[samples.length];
    sampleOffsets = new LongPointer(samples.length + 1L).put(0, 0);
    frameOffsets = new LongPointer(samples.length + 1L).put(0, 0);
    for (int i = 0; i < samples.length; i++) {
      frames[i] = framesOf.applyAsInt(samples[i]);
      sampleOffsets.put(i + 1L, sampleOffsets.get(i) + samples[i]);
      frameOffsets.put(i + 1L, frameOffsets.get(i) + frames[i]);
    }
  }

  int clips() {
    return frames.length;
  }

  long samples() {
    return sampleOffsets.get(frames.length);
  }

  long rows() {
    return frameOffsets.get(frames.length);
  }

  @Override
  public void close() {
    sampleOffsets.close();
    frameOffsets.close();
  }
}
