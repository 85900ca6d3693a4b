package org.emodna.features;

/** Values of one utterance of a {@link StoredStream}. Used by one thread. */
public interface StoredValues {
  /** How many frames there are, at least 1; 1 where it is a vector. */
  int frames();

  /**
   * Reads some of them, no more than that.
   *
   * @param from first frame
   * @param to the frame behind the last
   * @return [to - from, width], row-major
   * @throws FeatureException naming the file, if it can't be read or a value is not finite
   */
  float[] read(int from, int to);

  /** SHA-256, in hexadecimal, of the values of all frames as they lie in their file. */
  String contentHash();
}
