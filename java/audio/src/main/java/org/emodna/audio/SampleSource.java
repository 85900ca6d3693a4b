package org.emodna.audio;

/** A recording that can be read from its beginning as often as wanted, with the same samples. */
@FunctionalInterface
public interface SampleSource {
  /** Samples in memory are passed on in pieces of this size. */
  int PIECE = 1 << 16;

  /**
   * Reads it, until its end or until the sink is full.
   *
   * @param sink takes the samples
   * @return what it is, with all of its samples counted unless the sink was full
   */
  Decoded read(SampleSink sink);

  /** Samples that are in memory. */
  static SampleSource of(AudioClip clip) {
    return sink -> {
      float[] piece = new float[Math.min(PIECE, clip.samples().length)];
      for (int at = 0; at < clip.samples().length && !sink.full(); at += piece.length) {
        int count = Math.min(piece.length, clip.samples().length - at);
        System.arraycopy(clip.samples(), at, piece, 0, count);
        sink.add(piece, count, clip.sampleRate());
      }
      return new Decoded(
          clip.source(),
          clip.samples().length,
          clip.sampleRate(),
          clip.channels(),
          clip.warnings(),
          clip.container(),
          clip.codec());
    };
  }
}
