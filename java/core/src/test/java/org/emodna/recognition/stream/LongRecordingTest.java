package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Progress;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class LongRecordingTest {
  private static final StreamSettings SETTINGS =
      StreamSettings.standard().withWindows(new Windows(0.25, 0.05));

  private static final StreamFormat MONO = StreamFormat.mono(StreamModels.RATE);

  @TempDir Path folder;

  private static SpeechStreamTest.Heard streamed(
      Recognizer recognizer, StreamFormat format, StreamSettings settings, short[] samples) {
    SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
    SpeechStream stream = recognizer.open(format, settings, heard);
    stream.push(samples);
    stream.end();
    return heard;
  }

  /** More windows than a batch holds. */
  @ParameterizedTest
  @MethodSource("org.emodna.recognition.stream.StreamModels#kinds")
  void windowsAreThoseOfAStreamInTheirOrderAtAnyNumberOfThreads(String kind) throws IOException {
    short[] speech = StreamModels.speech();
    byte[] file = WavBytes.of(MONO, WavBytes.bytes(speech, SampleEncoding.PCM16));
    Path path = Files.write(folder.resolve("speech.wav"), file);
    SpeechStreamTest.Heard expected;
    try (Recognizer recognizer = StreamModels.recognizer(kind, 1)) {
      expected = streamed(recognizer, MONO, SETTINGS, speech);
    }
    assertTrue(expected.results.size() > 70);
    for (int threads : new int[] {1, 2, 5}) {
      try (Recognizer recognizer = StreamModels.recognizer(kind, threads)) {
        SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
        LongRecognition result = recognizer.recognizeLong(path, SETTINGS, heard, Progress.NONE);
        assertEquals(expected.results, heard.results);
        assertEquals(expected.ended, heard.ended);
        assertEquals(expected.ended.get(0), result.summary());
        assertTrue(result.failure().isEmpty());
      }
    }
    try (Recognizer recognizer = StreamModels.recognizer(kind, 2)) {
      SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
      StreamSettings settings = SETTINGS.withSpeakers(StreamSpeakers.ofStream());
      recognizer.recognizeLong(file, "bytes", settings, heard, Progress.NONE);
      assertEquals(streamed(recognizer, MONO, settings, speech).results, heard.results);
    }
  }

  @Test
  void channelsOfAFileAreThoseOfAStream() throws IOException {
    short[] speech = Arrays.copyOf(StreamModels.speech(), 100_000);
    StreamFormat stereo = StreamFormat.stereo(StreamModels.RATE);
    byte[] file = WavBytes.of(stereo, WavBytes.bytes(speech, SampleEncoding.PCM16));
    try (Recognizer recognizer = StreamModels.recognizer("tim-net", 2)) {
      for (ChannelChoice choice :
          List.of(ChannelChoice.mixed(), ChannelChoice.one(1), ChannelChoice.each())) {
        StreamSettings settings = SETTINGS.withChannels(choice);
        SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
        recognizer.recognizeLong(file, "stereo", settings, heard, Progress.NONE);
        SpeechStreamTest.Heard expected = streamed(recognizer, stereo, settings, speech);
        assertEquals(expected.ended, heard.ended);
        for (int c = 0; c < 2; c++) {
          assertEquals(ofChannel(expected.results, c), ofChannel(heard.results, c));
        }
      }
      StreamSettings third = SETTINGS.withChannels(ChannelChoice.one(2));
      assertThrows(
          org.emodna.base.InvalidArgumentException.class,
          () -> recognizer.recognizeLong(file, "stereo", third, result -> {}, Progress.NONE));
    }
  }

  private static List<WindowResult> ofChannel(List<WindowResult> results, int channel) {
    return results.stream().filter(one -> one.channel() == channel).toList();
  }

  @Test
  void whatIsLeftOfADamagedFileIsRecognised() throws IOException {
    short[] speech = StreamModels.speech();
    try (Recognizer recognizer = StreamModels.recognizer("tim-net", 2)) {
      // Cut off in the middle.
      byte[] whole = WavBytes.of(MONO, WavBytes.bytes(speech, SampleEncoding.PCM16));
      byte[] half = Arrays.copyOf(whole, 44 + 2 * (speech.length / 2));
      SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
      LongRecognition result =
          recognizer.recognizeLong(half, "half.wav", SETTINGS, heard, Progress.NONE);
      assertEquals(AudioWarning.Kind.CUT_OFF, result.warnings().get(0).kind());
      short[] first = Arrays.copyOf(speech, speech.length / 2);
      assertEquals(streamed(recognizer, MONO, SETTINGS, first).results, heard.results);
      assertEquals(result.summary(), heard.ended.get(0));

      // A sample that is not a number: what comes before it counts, and the failure is reported.
      float[] floats = new float[speech.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = speech[i] / 32768f;
      }
      floats[speech.length - 100] = Float.NaN;
      StreamFormat format = MONO.withEncoding(SampleEncoding.FLOAT32);
      byte[] bad = WavBytes.of(format, WavBytes.bytes(floats));
      SpeechStreamTest.Heard told = new SpeechStreamTest.Heard();
      result = recognizer.recognizeLong(bad, "bad.wav", SETTINGS, told, Progress.NONE);
      assertTrue(result.failure().orElseThrow().getMessage().startsWith("bad.wav: sample "));
      assertEquals(List.of(), told.ended);
      assertEquals(List.of(result.failure().get()), told.failed);
      assertEquals(told.results.size(), result.summary().channel().windows());
      WindowResult last = told.results.get(told.results.size() - 1);
      assertEquals(result.summary().seconds(), last.to(), 1e-9);
      assertTrue(last.to() > (speech.length - 10_000.0) / StreamModels.RATE);

      // FLAC with bytes changed on the way: as much as can be decoded.
      Path flac = folder.resolve("damaged.flac");
      AudioEncoder.write(
          flac,
          AudioFormat.FLAC,
          new float[][] {Arrays.copyOf(floats, floats.length - 200)},
          StreamModels.RATE);
      byte[] bytes = Files.readAllBytes(flac);
      for (int i = bytes.length / 2; i < bytes.length / 2 + 200; i++) {
        bytes[i] ^= 0x5A;
      }
      SpeechStreamTest.Heard rest = new SpeechStreamTest.Heard();
      result = recognizer.recognizeLong(bytes, "damaged.flac", SETTINGS, rest, Progress.NONE);
      assertFalse(result.warnings().isEmpty());
      assertTrue(rest.results.size() > 50);

      for (byte[] nothing : List.of(new byte[0], new byte[1000])) {
        SpeechStreamTest.Heard none = new SpeechStreamTest.Heard();
        assertThrows(
            AudioException.class,
            () -> recognizer.recognizeLong(nothing, "nothing", SETTINGS, none, Progress.NONE));
        assertEquals(1, none.failed.size());
      }
    }
  }

  /**
   * Ten hours at the lowest rate, which are decoded in seconds; two minutes of each have sound, and
   * the rest is a hole in the file.
   */
  private Path hours() throws IOException {
    int perHour = 3600 * AudioClip.LEAST_RATE;
    byte[] head = WavBytes.of(StreamFormat.mono(AudioClip.LEAST_RATE), new byte[0]);
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 10 * 2 * perHour);
    short[] speech = StreamModels.speech();
    short[] minutes = new short[2 * 60 * AudioClip.LEAST_RATE];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = speech[i % speech.length];
    }
    byte[] bytes = WavBytes.bytes(minutes, SampleEncoding.PCM16);
    Path file = folder.resolve("hours.wav");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(head.length + 10L * 2 * perHour);
      out.write(head);
      for (int hour = 0; hour < 10; hour++) {
        out.seek(head.length + 2L * perHour * (hour + 1) - bytes.length);
        out.write(bytes);
      }
    }
    return file;
  }

  /** Ten hours with a heap that is smaller than their samples, of two bytes or of four. */
  @Test
  void memoryDoesNotDependOnTheLength() throws Exception {
    Path file = hours();
    Path model = Files.write(folder.resolve("model"), StreamModels.model("functionals"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            LongHeapProcess.class.getName(),
            model.toString(),
            file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes()).trim();
    assertEquals(0, process.waitFor(), output);
    String[] values = output.substring(output.lastIndexOf('\n') + 1).split(" ");
    assertEquals("600", values[0], output);
    assertEquals("36000.0", values[1], output);
    // With the JVM's own and the natives, which are the same for any length.
    assertTrue(Long.parseLong(values[2]) < 300 * 1024, output);
  }

  @Test
  void interruptingClosingAndThrowingStopAtOnceAndLeaveNoThread() throws Exception {
    byte[] file = WavBytes.of(MONO, WavBytes.bytes(StreamModels.speech(), SampleEncoding.PCM16));
    Path path = Files.write(folder.resolve("long.wav"), file);
    Recognizer recognizer = StreamModels.recognizer("tim-net", 2);
    List<Throwable> failed = new ArrayList<>();
    int[] heard = new int[1];
    WindowListener interrupting =
        new WindowListener() {
          @Override
          public void result(WindowResult result) {
            if (++heard[0] == 10) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void failed(Throwable cause) {
            failed.add(cause);
          }
        };
    InterruptedWorkException e =
        assertThrows(
            InterruptedWorkException.class,
            () -> recognizer.recognizeLong(path, SETTINGS, interrupting, Progress.NONE));
    assertTrue(Thread.interrupted());
    assertEquals(10, heard[0]);
    assertEquals(List.of(e), failed);
    assertThrows(
        IllegalStateException.class,
        () ->
            recognizer.recognizeLong(
                path,
                SETTINGS,
                result -> {
                  throw new IllegalStateException("broken");
                },
                Progress.NONE));
    assertThrows(
        ClosedResourceException.class,
        () ->
            recognizer.recognizeLong(path, SETTINGS, result -> recognizer.close(), Progress.NONE));
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("emodna-decode")));
  }

  private static boolean isRunning(String... names) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> List.of(names).contains(thread.getName()));
  }

  /** Runs with a thread that interrupts this one as soon as others recognise for it. */
  private static InterruptedWorkException interrupted(Executable work) throws Exception {
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              while (!isRunning("emodna-files")) {
                Thread.onSpinWait();
              }
              caller.interrupt();
            });
    interrupter.start();
    InterruptedWorkException e = assertThrows(InterruptedWorkException.class, work);
    assertFalse(isRunning("emodna-files", "emodna-decode"));
    assertTrue(Thread.interrupted());
    interrupter.join();
    return e;
  }

  @Test
  void whenInterruptedWhatIsUnderWayEndsBeforeTheCallReturns() throws Exception {
    short[] speech = StreamModels.speech();
    float[] samples = new float[speech.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = speech[i] / 32768f;
    }
    List<AudioClip> clips =
        Collections.nCopies(500, AudioClip.of(samples, StreamModels.RATE, "speech"));
    byte[] file = WavBytes.of(MONO, WavBytes.bytes(speech, SampleEncoding.PCM16));
    StreamSettings dense = SETTINGS.withWindows(new Windows(2, 0.01));
    for (int threads : new int[] {1, 3}) {
      try (Recognizer recognizer = StreamModels.recognizer("tim-net", threads)) {
        interrupted(() -> recognizer.recognizeClips(clips, LeastSpeech.none()));
        SpeechStreamTest.Heard heard = new SpeechStreamTest.Heard();
        InterruptedWorkException e =
            interrupted(
                () -> recognizer.recognizeLong(file, "dense.wav", dense, heard, Progress.NONE));
        assertEquals(List.of(e), heard.failed);
        assertEquals(List.of(), heard.ended);
      }
    }
  }
}
