package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.output.RecognitionWriter;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;
import org.junit.jupiter.api.Test;

class TextPredictionsTest {
  private static final Recognition.Judged JUDGED = new Recognition.Judged(2, 2, 1);

  private static WindowResult window(int channel, int index, Float anger) {
    Map<String, Float> probabilities = new LinkedHashMap<>();
    if (anger != null) {
      probabilities.put("anger", anger);
      probabilities.put("neutral", 1 - anger);
    }
    Recognition one =
        new Recognition(
            probabilities,
            anger == null ? Optional.of("no speech") : Optional.empty(),
            JUDGED,
            List.of());
    return new WindowResult(channel, index, index, index + 2, 1.5, one, "model", probabilities);
  }

  private static StreamSummary summary(int channels) {
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

  @Test
  void peopleGetALineAWindowAndOneForAll() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String name = "a, b.wav";
    try (RecognitionWriter writer =
        new TextPredictions(new PrintStream(bytes, false, StandardCharsets.UTF_8))) {
      writer.window(name, window(0, 0, 0.75f));
      writer.window(name, window(0, 1, null));
      writer.window(name, window(1, 0, 0.25f));
      writer.ended(name, summary(2), Optional.empty());
    }
    assertEquals(
        """
        a, b.wav  0.00-2.00  anger  0.750
        a, b.wav  1.00-3.00  -  no speech
        a, b.wav  channel 1  0.00-2.00  neutral  0.750
        a, b.wav  all  anger  1.000  3 of 4 windows
        a, b.wav  channel 1  all  anger  1.000  3 of 4 windows
        """,
        bytes.toString(StandardCharsets.UTF_8));
  }
}
