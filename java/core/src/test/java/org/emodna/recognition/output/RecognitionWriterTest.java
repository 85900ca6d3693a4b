package org.emodna.recognition.output;

import static org.emodna.recognition.output.Written.LABELS;
import static org.emodna.recognition.output.Written.NAME;
import static org.emodna.recognition.output.Written.by;
import static org.emodna.recognition.output.Written.recognition;
import static org.emodna.recognition.output.Written.summary;
import static org.emodna.recognition.output.Written.window;
import static org.emodna.recognition.output.Written.windows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Optional;
import java.util.function.Consumer;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.junit.jupiter.api.Test;

class RecognitionWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Problem DAMAGED = Problem.of(NAME, "sample 7 is NaN").remedy("repair it");

  /** Windows of a recording that goes on to its end, and of one that doesn't. */
  private static final Consumer<RecognitionWriter> SOME =
      writer -> {
        windows(window(0, 0, 0.75f), window(0, 1, null)).accept(writer);
        writer.window("cut", window(0, 0, 0.25f));
        writer.ended("cut", summary(1), Optional.of(DAMAGED));
        writer.failed(NAME, DAMAGED);
      };

  @Test
  void rowsHaveAColumnForEachClass() {
    String[] rows = by(out -> RecognitionWriter.windowCsv(out, LABELS), SOME).split("\n");
    assertEquals(
        "file,channel,window,from,to,speech_seconds,emotion,confidence,reason,smoothed_emotion,"
            + "smoothed_confidence,anger,neutral",
        rows[0]);
    assertEquals("\"a, b.wav\",0,0,0.0000,2.0000,1.5000,anger,0.75,,anger,0.75,0.75,0.25", rows[1]);
    assertEquals("\"a, b.wav\",0,1,1.0000,3.0000,1.5000,,,no speech,,,,", rows[2]);
    assertEquals("cut,0,0,0.0000,2.0000,1.5000,neutral,0.75,,neutral,0.75,0.25,0.75", rows[3]);
    assertEquals("cut,,,,,,,,\"a, b.wav: sample 7 is NaN; repair it\",,,,", rows[4]);
    assertEquals("\"a, b.wav\",,,,,,,,sample 7 is NaN; repair it,,,,", rows[5]);
    assertEquals(6, rows.length);
  }

  @Test
  void aRecordingIsARow() {
    String[] rows =
        by(
                out -> RecognitionWriter.csv(out, LABELS),
                writer -> {
                  writer.recording("one", recognition(0.75f));
                  writer.recording("two", recognition(null));
                  writer.failed("three", Problem.of("three", "is empty"));
                })
            .split("\n");
    assertEquals(
        "file,emotion,confidence,reason,seconds,seconds_used,speech_share,anger,neutral", rows[0]);
    assertEquals("one,anger,0.75,,2.0000,1.5000,0.7500,0.75,0.25", rows[1]);
    assertEquals("two,,,no speech,2.0000,1.5000,0.7500,,", rows[2]);
    assertEquals("three,,,is empty,,,,,", rows[3]);
  }

  @Test
  void linesOfJsonAndTheListSayTheSame() throws IOException {
    String[] lines = by(RecognitionWriter::jsonLines, SOME).split("\n");
    assertEquals(6, lines.length);
    JsonNode first = JSON.readTree(lines[0]);
    assertEquals("anger", first.get("emotion").textValue());
    assertEquals("anger", first.get("smoothed_emotion").textValue());
    assertEquals(0.75, first.get("smoothed_confidence").doubleValue());
    assertEquals("CLIPPED", first.get("warnings").get(0).get("kind").textValue());
    JsonNode second = JSON.readTree(lines[1]);
    assertEquals("no speech", second.get("reason").textValue());
    assertTrue(second.get("emotion").isNull() && second.get("smoothed_emotion").isNull());
    JsonNode channel = JSON.readTree(lines[2]).get("summary").get("channels").get(0);
    assertEquals(3, channel.get("judged").intValue());
    assertEquals("anger", channel.get("emotion").textValue());
    assertEquals(1, channel.get("confidence").doubleValue());
    assertFalse(JSON.readTree(lines[2]).has("error"));
    assertTrue(JSON.readTree(lines[4]).get("error").textValue().contains("sample 7 is NaN"));
    assertTrue(JSON.readTree(lines[4]).has("summary"));
    assertEquals("{\"file\":\"a, b.wav\",\"error\":\"sample 7 is NaN; repair it\"}", lines[5]);

    String text = by(RecognitionWriter::json, SOME);
    assertTrue(text.endsWith("]\n"), text);
    JsonNode list = JSON.readTree(text);
    assertEquals(3, list.size());
    ((ObjectNode) first).remove("file");
    assertEquals(first, list.get(0).get("windows").get(0));
    assertEquals(2, list.get(0).get("windows").size());
    assertEquals(JSON.readTree(lines[2]).get("summary"), list.get(0).get("summary"));
    assertEquals(JSON.readTree(lines[4]).get("error"), list.get(1).get("error"));
    assertEquals(1, list.get(1).get("windows").size());
    assertEquals(JSON.readTree(lines[5]), list.get(2));
  }

  @Test
  void aRecordingIsAnObject() throws IOException {
    Consumer<RecognitionWriter> two =
        writer -> {
          writer.recording("one", recognition(0.75f));
          writer.recording("two", recognition(null));
        };
    JsonNode list = JSON.readTree(by(RecognitionWriter::json, two));
    assertEquals(0.25, list.get(0).get("probabilities").get("neutral").doubleValue());
    assertEquals(1.5, list.get(0).get("seconds_used").doubleValue());
    assertTrue(list.get(1).get("confidence").isNull());
    String[] lines = by(RecognitionWriter::jsonLines, two).split("\n");
    assertEquals(list.get(1), JSON.readTree(lines[1]));
    assertEquals("[]\n", by(RecognitionWriter::json, writer -> {}));
  }

  /** Memory would not last for an endless recording, nor would its reader's patience. */
  @Test
  void theListOfJsonIsWrittenAsItComes() throws IOException {
    StringWriter out = new StringWriter();
    RecognitionWriter writer = RecognitionWriter.json(out);
    writer.window(NAME, window(0, 0, 0.75f));
    int before = out.toString().length();
    assertTrue(before > 100, out.toString());
    writer.window(NAME, window(0, 1, 0.75f));
    assertTrue(out.toString().length() > before);
    // Whoever stops here still leaves valid JSON.
    writer.close();
    writer.close();
    assertEquals(2, JSON.readTree(out.toString()).get(0).get("windows").size());
  }

  @Test
  void aListenerWritesWindowsAndTheEnd() {
    String text =
        by(
            RecognitionWriter::jsonLines,
            writer -> {
              writer.listener("call").result(window(0, 0, 0.75f));
              writer.listener("call").ended(summary(1));
              writer.listener("next").failed(new IllegalStateException("odd"));
              writer.listener("last").failed(new EmoDnaException(Problem.of("last", "is gone")));
            });
    String[] lines = text.split("\n");
    assertTrue(lines[0].startsWith("{\"file\":\"call\",\"channel\":0,\"window\":0"), text);
    assertTrue(lines[1].startsWith("{\"file\":\"call\",\"summary\""), text);
    assertTrue(lines[2].contains("odd"), text);
    assertEquals("{\"file\":\"last\",\"error\":\"is gone\"}", lines[3]);
  }

  @Test
  void anErrorSaysThatTheResultsCantBeWritten() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int count) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    EmoDnaException e =
        assertThrows(
            EmoDnaException.class,
            () -> RecognitionWriter.jsonLines(full).recording("one", recognition(0.75f)));
    assertTrue(e.getMessage().contains("No space left"), e.getMessage());
    assertThrows(EmoDnaException.class, () -> RecognitionWriter.csv(full, LABELS));
  }
}
