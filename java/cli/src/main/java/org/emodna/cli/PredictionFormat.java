package org.emodna.cli;

import java.io.PrintStream;
import java.util.List;
import org.emodna.recognition.output.RecognitionWriter;
import org.emodna.recognition.stream.ChannelChoice;

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
   * @param channels of which channels
   */
  RecognitionWriter writer(
      PrintStream out, List<String> labels, boolean windows, ChannelChoice channels) {
    return switch (this) {
      case TEXT -> new TextPredictions(out);
      case JSON -> RecognitionWriter.json(new ResultOutput(out));
      case JSONL -> RecognitionWriter.jsonLines(new ResultOutput(out));
      case CSV ->
          windows
              ? RecognitionWriter.windowCsv(new ResultOutput(out), labels)
              : RecognitionWriter.csv(new ResultOutput(out), labels);
      case SRT -> RecognitionWriter.srt(new ResultOutput(out), channels);
      case VTT -> RecognitionWriter.vtt(new ResultOutput(out), channels);
    };
  }
}
