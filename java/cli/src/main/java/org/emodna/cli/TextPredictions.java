package org.emodna.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.output.RecognitionWriter;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** A line a result, for people; what failed is listed on standard error. */
final class TextPredictions implements RecognitionWriter {
  private final PrintStream out;

  TextPredictions(PrintStream out) {
    this.out = out;
  }

  @Override
  public void recording(String file, Recognition one) {
    line(Output.line(file), one.emotion(), one.confidence(), one.reason().orElse(""));
  }

  @Override
  public void window(String file, WindowResult window) {
    String place =
        String.format(
            Locale.ROOT,
            "%s  %s%.2f-%.2f",
            Output.line(file),
            channel(window.channel()),
            window.from(),
            window.to());
    if (window.recognition().hasEmotion()) {
      line(place, window.emotion(), window.confidence(), "");
    } else {
      line(place, null, 0, window.recognition().reason().orElse(""));
    }
  }

  @Override
  public void ended(String file, StreamSummary summary, Optional<Problem> failure) {
    for (StreamSummary.Channel channel : summary.channels()) {
      String place = "%s  %sall".formatted(Output.line(file), channel(channel.channel()));
      String counted = "%d of %d windows".formatted(channel.judged(), channel.windows());
      String emotion = channel.emotion();
      if (emotion == null) {
        line(place, null, 0, counted + " judged");
      } else {
        float confidence = channel.probabilities().get(emotion);
        out.printf(Locale.ROOT, "%s  %s  %.3f  %s%n", place, emotion, confidence, counted);
      }
    }
    flush();
  }

  @Override
  public void failed(String file, Problem failure) {}

  @Override
  public void close() {
    flush();
  }

  private void line(String place, String emotion, float confidence, String reason) {
    if (emotion == null) {
      out.println(place + "  -  " + Output.line(reason));
    } else {
      out.printf(Locale.ROOT, "%s  %s  %.3f%n", place, emotion, confidence);
    }
    flush();
  }

  private void flush() {
    if (out.checkError()) {
      throw new ClosedOutputException();
    }
  }

  /** The first channel goes without saying. */
  private static String channel(int number) {
    return number == 0 ? "" : "channel " + number + "  ";
  }
}
