package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Standard input that doesn't end, as from a microphone, and results that nobody reads. */
@Timeout(120)
class LivePipeTest {
  private static final int RATE = 16_000;

  @TempDir static Path folder;
  private static Path model;

  /** Something like speech: 16-bit samples, half a second of each class. */
  private static byte[] sound;

  @BeforeAll
  static void train() throws IOException {
    Path source = Tones.write(folder.resolve("source"), 0.2, 9);
    model = Tones.trained(folder, source, Tones.write(folder.resolve("target"), 0.6, 7));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : Tones.LABELS) {
      AudioClip clip = new AudioDecoder().decode(source.resolve(label).resolve("clip0.wav"));
      for (float sample : clip.samples()) {
        int value = Math.round(32_767 * sample);
        bytes.write(value);
        bytes.write(value >> 8);
      }
    }
    sound = bytes.toByteArray();
  }

  private static ProcessBuilder predict(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
                Main.class.getName(),
                "predict",
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--window",
                "0.5"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(folder.resolve("errors.txt").toFile());
  }

  /** SIGTERM takes the same way as Ctrl-C: the JVM's shutdown hooks. */
  private static String stopped(String format) throws Exception {
    Path out = folder.resolve("out." + format);
    Process process =
        predict("--hop", "0.5", "--samples", "16000", "--format", format, "-")
            .redirectOutput(out.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      // Three windows and half a one, of which nobody knows when it has arrived.
      in.write(sound);
      in.write(sound, 0, 8000);
      in.flush();
      // 1.5 s are three windows; subtitles show the first one with the second, of another class.
      String sign = format.equals("vtt") ? "-->" : "\"window\":2";
      while (process.isAlive() && !Files.readString(out).contains(sign)) {
        Thread.sleep(20);
      }
      // Unlike the process's own destroy, this leaves the pipe open.
      process.toHandle().destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
    assertEquals(143, process.exitValue(), Files.readString(folder.resolve("errors.txt")));
    return Files.readString(out);
  }

  @Test
  void whoeverStopsItGetsTheLastWindowAndTheSummary() throws Exception {
    JsonNode one = new ObjectMapper().readTree(stopped("json")).get(0);
    double seconds = one.get("summary").get("seconds").asDouble();
    assertTrue(seconds >= 1.5 && seconds <= 1.75, seconds + " s");
    JsonNode windows = one.get("windows");
    assertEquals(seconds > 1.5 ? 4 : 3, windows.size());
    assertEquals(seconds, windows.get(windows.size() - 1).get("to").asDouble(), 1e-9);
    assertFalse(one.has("error"));
    // The subtitle that was open ends where the sound does.
    String vtt = stopped("vtt");
    Matcher ends = Pattern.compile("--> 00:00:0([0-9.]+)\n").matcher(vtt);
    double last = 0;
    while (ends.find()) {
      last = Double.parseDouble(ends.group(1));
    }
    assertTrue(last >= 1 && last <= 1.75, vtt);
  }

  @Test
  void aFileStoppedOnTheWayIsStillValidJson() throws Exception {
    // Ten minutes in windows of half a second every hundredth.
    Path wav = folder.resolve("long.wav");
    float[] samples = new float[600 * RATE];
    for (int i = 0; i < samples.length; i++) {
      int at = 2 * (i % (sound.length / 2));
      samples[i] = ((sound[at] & 0xFF) | sound[at + 1] << 8) / 32_768f;
    }
    AudioEncoder.write(wav, AudioFormat.WAV, new float[][] {samples}, RATE);
    Path out = folder.resolve("long.json");
    Process process =
        predict("--hop", "0.01", "--format", "json", wav.toString())
            .redirectOutput(out.toFile())
            .start();
    while (process.isAlive() && Files.size(out) == 0) {
      Thread.sleep(20);
    }
    process.toHandle().destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(143, process.exitValue(), Files.readString(folder.resolve("errors.txt")));
    JsonNode one = new ObjectMapper().readTree(out.toFile()).get(0);
    assertTrue(one.get("windows").size() > 0 && one.has("error"), one.get("error") + "");
  }

  @Test
  void itEndsWhenNobodyReadsTheResults() throws Exception {
    Process process =
        predict("--hop", "0.5", "--samples", "16000", "--format", "jsonl", "-").start();
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                while (true) {
                  in.write(sound);
                }
              } catch (IOException e) {
                // As it has ended.
              }
            });
    feeder.start();
    try (BufferedReader results = process.inputReader(StandardCharsets.UTF_8)) {
      assertTrue(results.readLine().startsWith("{\"file\":\"standard input\""));
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    feeder.join();
    String errors = Files.readString(folder.resolve("errors.txt"));
    assertEquals(2, process.exitValue(), errors);
    assertEquals(
        List.of("emodna: the results could not all be written to standard output"),
        errors.lines().filter(line -> line.startsWith("emodna")).toList());
  }

  @Test
  void anInputCanBeEndedWhileItWaits() throws Exception {
    PipedOutputStream far = new PipedOutputStream();
    EndableInput input = new EndableInput(new PipedInputStream(far, 1 << 16));
    byte[] sent = new byte[20_000];
    far.write(sent);
    assertArrayEquals(sent, input.readNBytes(sent.length));
    far.write(7);
    assertEquals(7, input.read());
    Thread other = new Thread(input::end);
    other.start();
    assertEquals(-1, input.read());
    assertEquals(-1, input.read());
    other.join();
    assertArrayEquals(sent, new EndableInput(new ByteArrayInputStream(sent)).readAllBytes());
    far.close();
    EndableInput closed = new EndableInput(new PipedInputStream());
    assertEquals(-1, closed.read());
    assertTrue(closed.failure().isPresent());
    EndableInput failed =
        new EndableInput(
            new InputStream() {
              @Override
              public int read() {
                throw new IllegalStateException("no such device");
              }
            });
    assertEquals(-1, failed.read());
    assertTrue(failed.failure().get().getMessage().contains("no such device"));
  }

  @Test
  void resultsForProgramsAreUtf8() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ResultOutput out =
        new ResultOutput(new PrintStream(bytes, false, StandardCharsets.ISO_8859_1))) {
      out.write("中性 ü");
    }
    assertEquals("中性 ü", bytes.toString(StandardCharsets.UTF_8));
  }
}
