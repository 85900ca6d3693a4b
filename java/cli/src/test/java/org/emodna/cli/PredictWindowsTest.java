package org.emodna.cli;

import static org.emodna.cli.CommandLineTest.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.cli.CommandLineTest.Ran;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictWindowsTest {
  private static final int RATE = 16_000;
  private static final String[] SHORT = {
    "--window", "0.5", "--hop", "0.25", "--format", "jsonl", "--device", "cpu"
  };

  @TempDir static Path folder;
  private static Path model;
  private static Path call;
  private static float[] samples;

  @BeforeAll
  static void train() throws IOException {
    Path source = Tones.write(folder.resolve("source"), 0.2, 9);
    model = Tones.trained(folder, source, Tones.write(folder.resolve("target"), 0.6, 7));
    float[] made = new float[3 * RATE];
    int length = 0;
    for (String label : Tones.LABELS) {
      AudioClip clip = new AudioDecoder().decode(source.resolve(label).resolve("clip3.wav"));
      System.arraycopy(clip.samples(), 0, made, length, clip.samples().length);
      length += clip.samples().length + 3000;
    }
    samples = Arrays.copyOf(made, length);
    call = folder.resolve("call.wav");
    AudioEncoder.write(call, AudioFormat.WAV, new float[][] {samples}, RATE);
  }

  private static Ran predict(String[] more, String... inputs) {
    List<String> all = new ArrayList<>(List.of("predict", "--model", model.toString()));
    all.addAll(List.of(more));
    all.addAll(List.of(inputs));
    return run(all.toArray(String[]::new));
  }

  private static Ran piped(byte[] content, String... more) {
    return piped(new ByteArrayInputStream(content), more);
  }

  private static Ran piped(InputStream content, String... more) {
    InputStream before = System.in;
    System.setIn(content);
    try {
      return predict(more, "-");
    } finally {
      System.setIn(before);
    }
  }

  private static List<JsonNode> lines(Ran ran) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : ran.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void aWindowIsJudgedAsAFileOfItsOwn() throws IOException {
    Ran ran = predict(SHORT, call.toString());
    assertEquals(0, ran.exit(), ran.err());
    List<JsonNode> lines = lines(ran);
    JsonNode summary = lines.remove(lines.size() - 1).get("summary");
    assertEquals(lines.size(), summary.get("channels").get(0).get("windows").asInt());
    int compared = 0;
    for (JsonNode line : lines) {
      int from = (int) Math.round(line.get("from").asDouble() * RATE);
      int to = (int) Math.round(line.get("to").asDouble() * RATE);
      Path cut = folder.resolve("cut.wav");
      AudioEncoder.write(
          cut, AudioFormat.WAV, new float[][] {Arrays.copyOfRange(samples, from, to)}, RATE);
      Ran alone = predict(new String[] {"--json", "--device", "cpu"}, cut.toString());
      assertEquals(alone.json().get(0).get("probabilities"), line.get("probabilities"));
      compared += line.get("emotion").isNull() ? 0 : 1;
    }
    assertTrue(compared >= 4, ran.out());
  }

  @Test
  void standardInputSaysTheSameAsTheFile() throws IOException {
    List<JsonNode> expected = lines(predict(SHORT, call.toString()));
    byte[] wav = Files.readAllBytes(call);
    String[] raw = Arrays.copyOf(SHORT, SHORT.length + 2);
    raw[SHORT.length] = "--samples";
    raw[SHORT.length + 1] = "16000:1:s16le";
    Path flac = folder.resolve("call.flac");
    AudioEncoder.write(flac, AudioFormat.FLAC, new float[][] {samples}, RATE);
    for (Ran ran :
        List.of(
            piped(wav, SHORT),
            piped(Arrays.copyOfRange(wav, 44, wav.length), raw),
            piped(Files.readAllBytes(flac), SHORT))) {
      assertEquals(0, ran.exit(), ran.err());
      List<JsonNode> lines = lines(ran);
      assertEquals(expected.size(), lines.size(), ran.err());
      for (int i = 0; i < lines.size() - 1; i++) {
        assertEquals("standard input", lines.get(i).get("file").asText());
        assertEquals(expected.get(i).get("probabilities"), lines.get(i).get("probabilities"));
        assertEquals(expected.get(i).get("to"), lines.get(i).get("to"));
      }
    }
  }

  @Test
  void standardInputIsARecordingToo() throws IOException {
    JsonNode expected = predict(new String[] {"--json"}, call.toString()).json().get(0);
    Ran ran = piped(Files.readAllBytes(call), "--json");
    assertEquals(expected.get("probabilities"), ran.json().get(0).get("probabilities"));
    assertEquals(2, piped(new byte[0]).exit());
    assertTrue(piped(new byte[0]).err().contains("standard input: is empty"));
    Ran noise = piped(new byte[1000], "--windows");
    assertEquals(2, noise.exit(), noise.out());
    assertTrue(noise.err().contains("standard input"), noise.err());
    Ran cut = piped(Arrays.copyOf(Files.readAllBytes(call), 30_000), SHORT);
    assertTrue(cut.err().contains("ends early: 0.9 s of the 2.3 s that it declares"), cut.err());
  }

  /** A WAV file of 32-bit floats, one of which is not a number. */
  private static byte[] damaged(int place) {
    byte[] wav = new byte[44 + 4 * samples.length];
    ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wav.length - 8);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    bytes.putShort((short) 3).putShort((short) 1).putInt(RATE).putInt(4 * RATE);
    bytes.putShort((short) 4).putShort((short) 32);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * samples.length);
    for (int i = 0; i < samples.length; i++) {
      bytes.putFloat(i == place ? Float.NaN : samples[i]);
    }
    return wav;
  }

  /** Lines without what differs between a file and standard input. */
  private static List<JsonNode> anonymous(Ran ran) throws IOException {
    List<JsonNode> lines = lines(ran);
    lines.forEach(line -> ((ObjectNode) line).remove(List.of("file", "error")));
    return lines;
  }

  @Test
  void whatLiesBeforeABadSampleIsJudgedWhereverItComesFrom() throws IOException {
    int place = samples.length * 2 / 3;
    byte[] wav = damaged(place);
    Path file = Files.write(folder.resolve("nan.wav"), wav);
    Ran expected = predict(SHORT, file.toString());
    assertEquals(1, expected.exit(), expected.err());
    JsonNode last = lines(expected).get(lines(expected).size() - 1);
    assertEquals((double) place / RATE, last.get("summary").get("seconds").asDouble(), 1e-9);
    assertTrue(last.get("error").asText().contains("sample " + place), last.toString());
    assertEquals(1, expected.err().split("sample " + place, -1).length - 1, expected.err());
    String[] raw = Arrays.copyOf(SHORT, SHORT.length + 1);
    raw[SHORT.length] = "--samples=16000:1:f32le";
    for (Ran ran :
        List.of(piped(wav, SHORT), piped(Arrays.copyOfRange(wav, 44, wav.length), raw))) {
      assertEquals(1, ran.exit(), ran.err());
      assertEquals(anonymous(expected), anonymous(ran));
      assertTrue(ran.err().contains("standard input: sample " + place), ran.err());
      assertTrue(ran.out().contains("\"error\":\"sample " + place), ran.out());
    }
    // A list is complete, too, and text has its last line.
    JsonNode list = piped(wav, "--windows", "--json").json();
    assertTrue(list.get(0).get("error").asText().contains("sample " + place), list.toString());
    assertFalse(list.get(0).get("summary").get("channels").get(0).get("emotion").isNull());
    assertTrue(piped(wav, "--windows").out().contains("  all  "));
  }

  @Test
  void inputThatBreaksOffIsJudgedSoFar() throws IOException {
    byte[] wav = Files.readAllBytes(call);
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(wav, 0, 44 + 2 * RATE),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the line went dead");
              }
            });
    Ran ran = piped(broken, SHORT);
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("the line went dead"), ran.err());
    List<JsonNode> lines = lines(ran);
    assertEquals(1, lines.get(lines.size() - 1).get("summary").get("seconds").asDouble());
  }

  @Test
  void nothingToJudgeIsTwo() throws IOException {
    byte[] header = Arrays.copyOf(Files.readAllBytes(call), 44);
    header[40] = header[41] = header[42] = header[43] = 0;
    Path file = Files.write(folder.resolve("header.wav"), header);
    for (Ran ran :
        List.of(
            piped(new byte[0], "--samples", "8000"),
            piped(new byte[1], "--samples", "8000"),
            piped(new byte[0], "--windows"),
            piped(header, "--windows"),
            predict(new String[] {"--windows"}, file.toString()))) {
      assertEquals(2, ran.exit(), ran.err());
      assertEquals("", ran.out());
      assertTrue(ran.err().contains("1 of 1 inputs"), ran.err());
    }
  }

  @Test
  void subtitlesOfBothSidesOfACall() throws IOException {
    float[][] sides = new float[2][samples.length];
    for (int i = 0; i < samples.length; i++) {
      sides[0][i] = i < RATE ? samples[i] : 0;
      sides[1][i] = samples[samples.length - 1 - i];
    }
    Path stereo = folder.resolve("stereo.wav");
    AudioEncoder.write(stereo, AudioFormat.WAV, sides, RATE);
    String[] options = {"--window", "0.4", "--hop", "0.1", "--channels", "each", "--format", "vtt"};
    Ran vtt = predict(options, stereo.toString());
    assertEquals(0, vtt.exit(), vtt.err());
    assertTrue(vtt.out().startsWith("WEBVTT\n\n"), vtt.out());
    List<String> times =
        vtt.out()
            .lines()
            .filter(line -> line.contains(" --> "))
            .map(t -> t.substring(0, 12))
            .toList();
    assertTrue(times.size() >= 4 && vtt.out().contains("\nchannel 1: "), vtt.out());
    assertEquals(times.stream().sorted().toList(), times);
    assertEquals(vtt.out(), piped(Files.readAllBytes(stereo), options).out());
    options[7] = "srt";
    String srt = predict(options, stereo.toString()).out();
    assertTrue(srt.startsWith("1\n00:00:00,000 --> "), srt);
    assertEquals(
        vtt.out().replaceAll("(:\\d\\d)\\.(\\d\\d\\d)", "$1,$2"),
        "WEBVTT\n\n" + srt.replaceAll("(?m)^\\d+\n", ""));
  }

  @Test
  void aFileThatFailsStopsNoOther() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.wav"), "no audio");
    Ran ran = predict(SHORT, bad.toString(), call.toString());
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("bad.wav"), ran.err());
    assertTrue(lines(ran).size() > 3, ran.out());
    assertTrue(lines(ran).get(0).has("error"), ran.out());
    Path silent = folder.resolve("silent.wav");
    AudioEncoder.write(silent, AudioFormat.WAV, new float[][] {new float[RATE]}, RATE);
    ran = predict(SHORT, silent.toString());
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("windows could be judged"), ran.err());
  }

  @Test
  void wrongUseSaysWhatToDo() {
    String file = call.toString();
    String[][] wrong = {
      {"--format", "srt", file},
      {"--format", "vtt", "--windows", file, file},
      {"--samples", "16000", file},
      {"--samples", "16000:1:mp3", "-"},
      {"--samples", "500", "-"},
      {"--windows", "-", file},
      {"--smoothing", "median:3", file},
      {"--smoothing", "mean:2.5", file},
      {"--least-speech", "much", file},
      {"--least-speech", "140%", file},
      {"--channels", "left", file},
      {"--window", "0", file},
      {"--json", "--format", "csv", file},
    };
    for (String[] one : wrong) {
      Ran ran = predict(one);
      assertEquals(2, ran.exit(), Arrays.toString(one) + ran.out());
      assertFalse(ran.err().contains("\tat ") || ran.err().contains("Exception"), ran.err());
      assertFalse(ran.err().isBlank());
    }
    Ran missing = predict(new String[] {"--channels", "7"}, file);
    assertEquals(2, missing.exit(), missing.err());
  }
}
