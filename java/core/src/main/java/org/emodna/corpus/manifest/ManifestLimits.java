package org.emodna.corpus.manifest;

/** What a manifest may hold, so that no file makes reading it endless or fills the memory. */
final class ManifestLimits {
  static final long FILE_BYTES = 1L << 31;
  static final int ROWS = 1_000_000;
  static final int UNUSABLE_ROWS = 100_000;
  static final int COLUMNS = 256;
  static final int CELL_CHARS = 1 << 16;
  static final int CELL_LINES = 100;
  static final int LINE_CHARS = 1 << 20;
  static final int EXTRAS = 16;
  static final int EXTRA_CHARS = 256;

  /** Rows whose cells are looked at where only an impression is needed. */
  static final int SAMPLED_ROWS = 200;

  static final int LABEL_MAP_BYTES = 1 << 16;

  private ManifestLimits() {}
}
