package org.emodna.safetensors;

/** What a header may hold. Every file made by known writers lies far below these. */
final class Limits {
  /** As in the reference implementation. */
  static final long HEADER_BYTES = 100_000_000L;

  /** One tensor per utterance of the largest speech corpora fits several times. */
  static final int TENSORS = 1 << 20;

  static final int RANK = 32;

  static final int NAME_CHARS = 50_000;

  /** The largest array that every JVM can allocate. */
  static final int ARRAY = Integer.MAX_VALUE - 8;

  private Limits() {}
}
