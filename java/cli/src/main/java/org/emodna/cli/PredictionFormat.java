package org.emodna.cli;

import java.io.PrintStream;
import java.util.List;

/** The formats of {@code predict --format}. */
enum PredictionFormat {
  TEXT,
  JSON,
  JSONL,
  CSV,
  SRT,
  VTT;

  /** Whether it has a place for windows alone, and for those of one recording. */
  boolean isSubtitles() {
    return this == SRT || this == VTT;
  }

  /**
   * Begins printing.
   *
   * @param labels the model's classes, in their order
   * @param windows whether windows will come
   */
  PredictionWriter writer(PrintStream out, List<String> labels, boolean windows) {
    return switch (this) {
      case TEXT -> new TextPredictions(out);
      case JSON -> new JsonPredictions(out, false);
      case JSONL -> new JsonPredictions(out, true);
      case CSV -> new CsvPredictions(out, labels, windows);
      case SRT -> new SubtitlePredictions(out, false);
      case VTT -> new SubtitlePredictions(out, true);
    };
  }
}
