package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;
import org.junit.jupiter.api.Test;

class PredictionWriterTest {
  private static final List<String> LABELS = List.of("anger", "neutral");
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

  private static String printed(PredictionFormat format, int channels, WindowResult... windows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PredictionWriter writer =
        format.writer(new PrintStream(bytes, false, StandardCharsets.UTF_8), LABELS, true);
    for (WindowResult window : windows) {
      writer.window("a, b.wav", window);
    }
    writer.windowsEnd("a, b.wav", summary(channels));
    writer.end();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void neighboursOfOneEmotionAreOneSubtitle() {
    String text =
        printed(
            PredictionFormat.SRT,
            1,
            window(0, 0, 0.75f),
            window(0, 1, 0.25f),
            window(0, 2, 0.25f),
            window(0, 3, null));
    assertEquals(
        """
        1
        00:00:00,000 --> 00:00:01,500
        anger (0.75)

        2
        00:00:01,500 --> 00:00:03,500
        neutral (0.75)

        """,
        text);
    assertTrue(
        printed(PredictionFormat.VTT, 1, window(0, 0, 0.75f))
            .startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n"));
  }

  @Test
  void channelsHaveSubtitlesOfTheirOwn() {
    String text =
        printed(
            PredictionFormat.VTT, 2, window(0, 0, 0.75f), window(1, 0, 0.25f), window(1, 1, 0.25f));
    assertEquals(
        """
        WEBVTT

        00:00:00.000 --> 00:00:02.000
        anger (0.75)

        00:00:00.000 --> 00:00:03.000
        channel 1: neutral (0.75)

        """,
        text);
  }

  @Test
  void rowsHaveAColumnForEachClass() {
    String[] rows =
        printed(PredictionFormat.CSV, 1, window(0, 0, 0.75f), window(0, 1, null)).split("\n");
    assertEquals(
        "file,channel,window,from,to,speech_seconds,emotion,confidence,reason,smoothed_emotion,"
            + "smoothed_confidence,anger,neutral",
        rows[0]);
    assertEquals("\"a, b.wav\",0,0,0.0000,2.0000,1.5000,anger,0.75,,anger,0.75,0.75,0.25", rows[1]);
    assertEquals("\"a, b.wav\",0,1,1.0000,3.0000,1.5000,,,no speech,,,,", rows[2]);
    assertEquals(3, rows.length);
  }

  @Test
  void linesOfJsonAndTheListSayTheSame() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    String[] lines =
        printed(PredictionFormat.JSONL, 1, window(0, 0, 0.75f), window(0, 1, null)).split("\n");
    JsonNode first = mapper.readTree(lines[0]);
    assertEquals("anger", first.get("emotion").textValue());
    assertEquals("no speech", mapper.readTree(lines[1]).get("reason").textValue());
    assertEquals(
        3,
        mapper.readTree(lines[2]).get("summary").get("channels").get(0).get("judged").intValue());
    JsonNode list = mapper.readTree(printed(PredictionFormat.JSON, 1, window(0, 0, 0.75f)));
    assertEquals(1, list.size());
    ((ObjectNode) first).remove("file");
    assertEquals(first, list.get(0).get("windows").get(0));
  }

  @Test
  void peopleGetALineAWindowAndOneForAll() {
    assertEquals(
        """
        a, b.wav  0.00-2.00  anger  0.750
        a, b.wav  1.00-3.00  -  no speech
        a, b.wav  channel 1  0.00-2.00  neutral  0.750
        a, b.wav  all  anger  1.000  3 of 4 windows
        a, b.wav  channel 1  all  anger  1.000  3 of 4 windows
        """,
        printed(
            PredictionFormat.TEXT,
            2,
            window(0, 0, 0.75f),
            window(0, 1, null),
            window(1, 0, 0.25f)));
  }
}
