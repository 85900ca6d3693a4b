package org.emodna.cli;

import static org.emodna.cli.CommandLineTest.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
    Path target = Tones.write(folder.resolve("target"), 0.6, 7);
    model = folder.resolve("model.safetensors");
    Ran ran =
        run(
            "train",
            "--source",
            "" + source,
            "--target",
            "" + target,
            "--out",
            "" + model,
            "--config",
            "" + Tones.config(folder),
            "--no-cache",
            "--device",
            "cpu");
    assertEquals(0, ran.exit(), ran.err());
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
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(content));
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
    assertTrue(cut.err().contains("fewer than its header says"), cut.err());
  }

  @Test
  void aFileThatFailsStopsNoOther() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.wav"), "no audio");
    Ran ran = predict(SHORT, bad.toString(), call.toString());
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("bad.wav"), ran.err());
    assertTrue(lines(ran).size() > 3, ran.out());
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
      assertFalse(ran.err().contains("\tat "), ran.err());
      assertFalse(ran.err().isBlank());
    }
    Ran missing = predict(new String[] {"--channels", "7"}, file);
    assertEquals(2, missing.exit(), missing.err());
  }
}
