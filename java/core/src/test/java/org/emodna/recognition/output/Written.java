package org.emodna.recognition.output;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.emodna.audio.AudioWarning;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** Results made by hand, and what a writer makes of them. */
final class Written {
  static final String NAME = "a, b.wav";
  static final List<String> LABELS = List.of("anger", "neutral");

  private Written() {}

  /** The text that a writer gives for what is done with it. */
  static String by(
      Function<StringWriter, RecognitionWriter> format, Consumer<RecognitionWriter> action) {
    StringWriter text = new StringWriter();
    try (RecognitionWriter writer = format.apply(text)) {
      action.accept(writer);
    }
    return text.toString();
  }

  /** A recognition of anger and neutral; none where anger is null. */
  static Recognition recognition(Float anger) {
    Map<String, Float> probabilities = new LinkedHashMap<>();
    if (anger != null) {
      probabilities.put("anger", anger);
      probabilities.put("neutral", 1 - anger);
    }
    return new Recognition(
        probabilities,
        anger == null ? Optional.of("no speech") : Optional.empty(),
        new Recognition.Judged(2, 1.5, 0.75),
        List.of(new AudioWarning(AudioWarning.Kind.CLIPPED, "clipped: 3 %")));
  }

  /** Two seconds that begin a second after the window before. */
  static WindowResult window(int channel, int index, Float anger) {
    Recognition one = recognition(anger);
    return new WindowResult(
        channel, index, index, index + 2, 1.5, one, "model", one.probabilities());
  }

  static StreamSummary summary(int channels) {
    return new StreamSummary(
        5,
        IntStream.range(0, channels)
            .mapToObj(
                c ->
                    new StreamSummary.Channel(
                        c, 4, 3, 4.5, Map.of("anger", 1f), Map.of("anger", 3L)))
            .toList(),
        0);
  }

  /** All windows, and the end of the recording. */
  static Consumer<RecognitionWriter> windows(WindowResult... windows) {
    return writer -> {
      for (WindowResult window : windows) {
        writer.window(NAME, window);
      }
      writer.ended(NAME, summary(1), Optional.empty());
    };
  }
}
