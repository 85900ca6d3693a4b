package org.example.service;

import java.util.List;
import java.util.Map;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** What a client of a stream is told, as JSON; {@code type} says what it is. */
final class StreamAnswers {
  private StreamAnswers() {}

  /** The stream is open: samples may come. */
  record Ready(String type, String model) {
    static Ready of(ModelInfo model) {
      return new Ready("ready", model.version());
    }
  }

  /**
   * A window was judged.
   *
   * @param from where it begins, in seconds of the stream
   * @param emotion of the smoothed probabilities; null where the window itself has none, as in
   *     silence
   * @param probabilities of the window alone; empty where it has no emotion
   * @param smoothed over this window and earlier ones that have an emotion
   * @param reason why the window has no emotion; null where it has one
   */
  record Window(
      String type,
      int channel,
      long index,
      double from,
      double to,
      double speechSeconds,
      String emotion,
      float confidence,
      Map<String, Float> probabilities,
      Map<String, Float> smoothed,
      String reason) {
    static Window of(WindowResult result) {
      return new Window(
          "window",
          result.channel(),
          result.index(),
          result.from(),
          result.to(),
          result.speechSeconds(),
          result.emotion(),
          result.confidence(),
          result.recognition().probabilities(),
          result.smoothed(),
          result.recognition().reason().orElse(null));
    }
  }

  /** The stream has ended. */
  record Summary(String type, double seconds, List<StreamSummary.Channel> channels) {
    static Summary of(StreamSummary summary) {
      return new Summary("summary", summary.seconds(), summary.channels());
    }
  }

  /** The stream ends for a fault. */
  record Fault(String type, ErrorAnswer error) {
    static Fault of(ErrorAnswer error) {
      return new Fault("error", error);
    }
  }
}
