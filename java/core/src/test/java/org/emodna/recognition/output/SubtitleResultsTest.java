package org.emodna.recognition.output;

import static org.emodna.recognition.output.Written.NAME;
import static org.emodna.recognition.output.Written.by;
import static org.emodna.recognition.output.Written.window;
import static org.emodna.recognition.output.Written.windows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.WindowResult;
import org.junit.jupiter.api.Test;

class SubtitleResultsTest {
  private static final Function<StringWriter, RecognitionWriter> SRT =
      out -> RecognitionWriter.srt(out, ChannelChoice.mixed());
  private static final Function<StringWriter, RecognitionWriter> VTT =
      out -> RecognitionWriter.vtt(out, ChannelChoice.each());

  @Test
  void neighboursOfOneEmotionAreOneSubtitle() {
    assertEquals(
        """
        1
        00:00:00,000 --> 00:00:01,500
        anger (0.75)

        2
        00:00:01,500 --> 00:00:03,500
        neutral (0.75)

        """,
        by(
            SRT,
            windows(
                window(0, 0, 0.75f),
                window(0, 1, 0.25f),
                window(0, 2, 0.25f),
                window(0, 3, null))));
    assertTrue(
        by(VTT, windows(window(0, 0, 0.75f)))
            .startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n"));
  }

  @Test
  void channelsHaveSubtitlesOfTheirOwn() {
    assertEquals(
        """
        WEBVTT

        00:00:00.000 --> 00:00:02.000
        anger (0.75)

        00:00:00.000 --> 00:00:03.000
        channel 1: neutral (0.75)

        """,
        by(VTT, windows(window(0, 0, 0.75f), window(1, 0, 0.25f), window(1, 1, 0.25f))));
  }

  /** One side of a call stays neutral while the other one changes. */
  @Test
  void subtitlesAreInTheOrderOfTheirBeginnings() {
    List<WindowResult> call = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      call.add(window(0, i, 0.25f));
      call.add(window(1, i, i / 10 % 2 == 0 ? 0.75f : 0.25f));
    }
    List<Double> beginnings = beginnings(by(VTT, windows(call.toArray(WindowResult[]::new))));
    assertEquals(List.of(0.0, 0.0, 10.5, 20.5, 30.5, 40.5, 50.5), beginnings);
  }

  /** Decoders hand on a block of one channel before that of the next. */
  @Test
  void channelsMayRunAheadOfOneAnother() {
    Random random = new Random(5);
    List<WindowResult> call = new ArrayList<>();
    for (int block = 0; block < 40; block++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 8 * block; i < 8 * block + 8; i++) {
          Float anger = random.nextInt(4) == 0 ? null : (Float) random.nextFloat();
          call.add(window(channel, i, anger));
        }
      }
    }
    List<Double> beginnings = beginnings(by(VTT, windows(call.toArray(WindowResult[]::new))));
    assertTrue(beginnings.size() > 300, beginnings.toString());
    assertEquals(beginnings.stream().sorted().toList(), beginnings);
  }

  @Test
  void oneChannelsSubtitlesComeAsSoonAsTheyAreComplete() {
    StringWriter out = new StringWriter();
    RecognitionWriter writer = RecognitionWriter.srt(out, ChannelChoice.mixed());
    writer.window(NAME, window(0, 0, 0.75f));
    assertEquals("", out.toString());
    writer.window(NAME, window(0, 1, 0.25f));
    assertTrue(out.toString().contains("anger"), out.toString());
    writer.failed(NAME, Problem.of(NAME, "ended"));
    assertTrue(out.toString().contains("00:00:01,500 --> 00:00:03,000\nneutral"), out.toString());
  }

  @Test
  void hoursAreWritten() {
    String text = by(SRT, windows(window(0, 0, null), window(0, 4 * 3600 + 61, 0.75f)));
    assertTrue(text.contains(" --> 04:01:03,000\n"), text);
    text = by(SRT, windows(window(0, 0, null), window(0, 120 * 3600, 0.75f)));
    assertTrue(text.contains(" --> 120:00:02,000\n"), text);
  }

  @Test
  void labelsAreNoTags() {
    Map<String, Float> odd = Map.of("r&b <x>中性", 1f);
    Recognition one =
        new Recognition(odd, Optional.empty(), new Recognition.Judged(2, 2, 1), List.of());
    WindowResult window = new WindowResult(0, 0, 0, 2, 2, one, "model", odd);
    assertTrue(by(VTT, windows(window)).contains("r&amp;b &lt;x&gt;中性 (1.00)"));
    assertTrue(by(SRT, windows(window)).contains("r&b <x>中性 (1.00)"));
  }

  @Test
  void subtitlesAreOfOneRecordingsWindows() {
    RecognitionWriter writer = RecognitionWriter.srt(new StringWriter(), ChannelChoice.mixed());
    writer.window(NAME, window(0, 0, 0.75f));
    assertThrows(InvalidArgumentException.class, () -> writer.window("other", window(0, 0, 0.75f)));
    assertThrows(
        InvalidArgumentException.class, () -> writer.recording(NAME, Written.recognition(0.75f)));
  }

  private static List<Double> beginnings(String vtt) {
    return vtt.lines()
        .filter(line -> line.contains(" --> "))
        .map(line -> line.substring(0, 12).split(":"))
        .map(
            part ->
                3600 * Double.parseDouble(part[0])
                    + 60 * Double.parseDouble(part[1])
                    + Double.parseDouble(part[2]))
        .toList();
  }
}
