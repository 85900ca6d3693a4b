package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.ConfigException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SwappableRecognizer;
import org.emodna.recognition.stream.SpeechStreamTest.Heard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long recordings without a listener, and what comes through pipes. */
@Timeout(300)
class LongInputTest {
  private static final int RATE = StreamModels.RATE;
  private static final StreamFormat MONO = StreamFormat.mono(RATE);
  private static final StreamSettings SETTINGS =
      StreamSettings.standard().withWindows(new Windows(1, 0.5));

  private static Recognizer recognizer;
  private static byte[] samples;
  private static byte[] wav;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    recognizer = StreamModels.recognizer("functionals", 2);
    samples = WavBytes.bytes(StreamModels.speech(), SampleEncoding.PCM16);
    wav = WavBytes.of(MONO, samples);
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  private static Heard streamed(StreamFormat format, byte[] bytes) {
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(format, SETTINGS, heard);
    stream.push(bytes);
    stream.end();
    return heard;
  }

  @Test
  void withoutAListenerTheWindowsAreInTheResult() throws IOException {
    Path file = Files.write(folder.resolve("speech.wav"), wav);
    Heard expected = streamed(MONO, samples);
    try (SwappableRecognizer service =
        new SwappableRecognizer(StreamModels.recognizer("functionals", 1))) {
      for (WindowedRecognizer one : List.of(recognizer, service)) {
        for (LongRecognition all :
            List.of(
                one.recognizeLong(file, SETTINGS),
                one.recognizeLong(wav, "bytes", SETTINGS),
                one.recognizeLong(new ByteArrayInputStream(wav), "pipe", SETTINGS))) {
          assertEquals(expected.results, all.windows());
          assertEquals(expected.ended.get(0), all.summary());
          assertEquals(all.summary().channel().emotion(), all.emotion());
        }
        assertEquals(
            StreamSettings.standard().windows().seconds(),
            one.recognizeLong(file).windows().get(0).to());
        Heard heard = new Heard();
        LongRecognition told = one.recognizeLong(wav, "bytes", SETTINGS, heard, Progress.NONE);
        assertEquals(List.of(), told.windows());
        assertEquals(expected.results, heard.results);
      }
    }
  }

  /** Containers, and those whose index is at the end. */
  @Test
  void aPipeGivesTheWindowsOfAFile() {
    float[] mono = new float[samples.length / 2];
    SampleEncoding.PCM16.decode(java.nio.ByteBuffer.wrap(samples), mono, mono.length);
    float[][] stereo = {mono, mono.clone()};
    Collections.reverse(Arrays.asList(stereo[1]));
    for (AudioFormat format : List.of(AudioFormat.FLAC, AudioFormat.OGG_VORBIS, AudioFormat.M4A)) {
      byte[] file = AudioEncoder.encode("made up", format, stereo, RATE);
      for (ChannelChoice choice : List.of(ChannelChoice.mixed(), ChannelChoice.each())) {
        StreamSettings settings = SETTINGS.withChannels(choice);
        assertEquals(
            recognizer.recognizeLong(file, "name", settings),
            recognizer.recognizeLong(new ByteArrayInputStream(file), "name", settings));
      }
    }
  }

  /** Each window as soon as its samples are there: the pipe's end is never seen. */
  @Test
  void windowsComeWhileThePipeIsOpen() throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(out, 1 << 20);
    List<WindowResult> results = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                recognizer.recognizeLong(in, "live", SETTINGS, results::add, Progress.NONE);
              } catch (InterruptedWorkException e) {
                failures.add(e);
              }
            });
    caller.start();
    // The decoder takes packets, of up to a tenth of a second.
    int ahead = 44 + RATE / 5 * 2;
    out.write(wav, 0, ahead + 2 * RATE);
    out.flush();
    for (int seconds = 1; seconds <= 3; seconds++) {
      int windows = 2 * seconds - 1;
      while (results.size() < windows) {
        Thread.sleep(5);
      }
      assertEquals(windows, results.size());
      out.write(wav, ahead + seconds * 2 * RATE, 2 * RATE);
      out.flush();
    }
    assertEquals(streamed(MONO, samples).results.subList(0, 5), results.subList(0, 5));

    // Nothing comes, and the caller does not wait for it.
    while (results.size() < 7) {
      Thread.sleep(5);
    }
    caller.interrupt();
    caller.join();
    assertEquals(1, failures.size());
    out.close();
    for (int i = 0; i < 1000 && reading(); i++) {
      Thread.sleep(5);
    }
    assertFalse(reading(), "whoever reads ends with the pipe");
  }

  /** What is spooled gives no window before its end, which never comes here. */
  @Test
  void whoeverIsInterruptedDoesNotFillTheDisk() throws Exception {
    byte[] head = "\0\0\0\u0018ftypM4A \0\0\0\0M4A mp42".getBytes(StandardCharsets.ISO_8859_1);
    AtomicLong taken = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("one by one");
          }

          @Override
          public int read(byte[] to, int from, int count) {
            // Slow, so that the test itself needs no room, and deaf to interrupts.
            LockSupport.parkNanos(1_000_000);
            int now = Math.min(count, 1000);
            for (int i = 0; i < now; i++) {
              long at = taken.getAndIncrement();
              to[from + i] = at < head.length ? head[(int) at] : 0;
            }
            return now;
          }
        };
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                recognizer.recognizeLong(endless, "endless.m4a", SETTINGS);
              } catch (InterruptedWorkException e) {
                failures.add(e);
              }
            });
    caller.start();
    while (taken.get() < 10_000) {
      Thread.sleep(5);
    }
    caller.interrupt();
    caller.join();
    assertEquals(1, failures.size());
    for (int i = 0; i < 1000 && reading(); i++) {
      Thread.sleep(5);
    }
    assertFalse(reading(), "it goes on after %,d bytes".formatted(taken.get()));
  }

  /** Whoever interrupts the thread that decodes, the caller does not wait for ever. */
  @Test
  void aThreadThatItsInputInterruptsEndsTheCall() {
    InputStream in =
        new ByteArrayInputStream(wav) {
          @Override
          public int read(byte[] to, int from, int count) {
            Thread.currentThread().interrupt();
            return super.read(to, from, count);
          }
        };
    try {
      LongRecognition some = recognizer.recognizeLong(in, "pipe", SETTINGS);
      assertTrue(some.failure().isEmpty() || some.failure().get().toString().contains("interrupt"));
    } catch (InterruptedWorkException e) {
      // Likewise, before there was a window.
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static boolean reading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("emodna-decode"));
  }

  /** To the sample, and with the warnings so far. */
  @Test
  void everythingBeforeABadSampleIsJudged() {
    StreamFormat format = new StreamFormat(RATE, 2, SampleEncoding.FLOAT32);
    float[] floats = new float[6 * RATE];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) (0.3 * Math.sin(i * 0.02));
    }
    int bad = 2 * RATE + 777;
    floats[2 * bad + 1] = Float.POSITIVE_INFINITY;
    byte[] file = WavBytes.of(format, WavBytes.bytes(floats));
    for (ChannelChoice choice : List.of(ChannelChoice.mixed(), ChannelChoice.each())) {
      StreamSettings settings = SETTINGS.withChannels(choice);
      LongRecognition all = recognizer.recognizeLong(file, "bad.wav", settings);
      assertEquals((double) bad / RATE, all.summary().seconds(), 0);
      assertEquals(
          "bad.wav: sample %d is Infinity; repair or drop the file".formatted(bad),
          all.failure().orElseThrow().getMessage());
      Heard expected = new Heard();
      SpeechStream stream = recognizer.open(format, settings, expected);
      stream.push(floats, 0, 2 * bad);
      stream.end();
      for (int c = 0; c < all.summary().channels().size(); c++) {
        int channel = c;
        assertEquals(
            expected.results.stream().filter(one -> one.channel() == channel).toList(),
            all.windows().stream().filter(one -> one.channel() == channel).toList());
      }
    }
    Arrays.fill(floats, 0, 2 * bad, 0);
    LongRecognition silent =
        recognizer.recognizeLong(WavBytes.of(format, WavBytes.bytes(floats)), "0", SETTINGS);
    assertEquals(AudioWarning.Kind.SILENT, silent.warnings().get(0).kind());
    assertTrue(silent.failure().isPresent());
  }

  @Test
  void aStreamTakesWhatAPipeGives() throws IOException {
    Heard expected = streamed(MONO, samples);
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(MONO, SETTINGS, heard);
    InputStream in = new ByteArrayInputStream(samples);
    assertEquals(10_001, stream.push(in, 10_001));
    assertEquals(samples.length - 10_001, stream.push(in));
    assertEquals(0, stream.push(in));
    stream.end();
    assertEquals(expected.results, heard.results);
    assertEquals(expected.ended, heard.ended);
    InputStream more = new ByteArrayInputStream(samples);
    assertThrows(ClosedResourceException.class, () -> stream.push(more));
    assertEquals(samples.length, more.available(), "nothing of it is lost");
    assertThrows(ClosedResourceException.class, () -> stream.push(InputStream.nullInputStream()));
  }

  /** All before it counts, its place in the stream is named, and the stream can be ended. */
  @Test
  void aBadSampleOfAPipeLeavesTheStreamOpen() throws IOException {
    StreamFormat format = new StreamFormat(RATE, 2, SampleEncoding.FLOAT32);
    for (int bad : new int[] {0, 1, 1023, 3 * RATE + 1}) {
      float[] floats = new float[8 * RATE];
      Arrays.fill(floats, 0.25f);
      floats[2 * bad + 1] = Float.NaN;
      byte[] bytes = WavBytes.bytes(floats);
      for (int before : new int[] {0, 3, 8 * bad}) {
        Heard heard = new Heard();
        SpeechStream stream = recognizer.open(format, SETTINGS, heard);
        InputStream in = new ByteArrayInputStream(bytes);
        stream.push(in, before);
        AudioException e = assertThrows(AudioException.class, () -> stream.push(in));
        assertTrue(e.getMessage().startsWith("stream: sample " + bad + ", at "), e.getMessage());
        assertFalse(stream.isClosed());
        StreamSummary all = stream.end();
        assertEquals((double) bad / RATE, all.seconds());
        assertEquals(0, all.leftOverBytes());
        assertEquals(List.of(), heard.failed);
      }
    }
    InputStream broken =
        new InputStream() {
          private int left = RATE;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("reset by peer");
            }
            return 1;
          }

          @Override
          public int read(byte[] to, int from, int count) throws IOException {
            to[from] = (byte) read();
            return 1;
          }
        };
    SpeechStream stream = recognizer.open(MONO, SETTINGS, one -> {});
    assertThrows(IOException.class, () -> stream.push(broken));
    assertEquals(0.5, stream.end().seconds());
  }

  /** The limits are on recordings, and a window is a part of one. */
  @Test
  void limitsOnLengthDontApplyToWindows() {
    try (Recognizer limited =
        Recognizer.builder()
            .device(DeviceChoice.of("cpu"))
            .threads(1)
            .limits(new DecodeLimits(0.7, 1000))
            .load(StreamModels.model("functionals"), "functionals")) {
      List<WindowResult> expected = streamed(MONO, samples).results;
      assertEquals(expected, limited.recognizeLong(wav, "long", SETTINGS).windows());
      List<WindowResult> results = new ArrayList<>();
      SpeechStream stream = limited.open(MONO, SETTINGS, results::add);
      stream.push(samples);
      stream.end();
      assertEquals(expected, results);
      assertThrows(AudioException.class, () -> limited.recognize(wav, "long"));
    }
  }

  @Test
  void nothingMayBeMissing() {
    assertThrows(NullPointerException.class, () -> recognizer.open(MONO, SETTINGS, null));
    assertThrows(NullPointerException.class, () -> recognizer.open(MONO, null, one -> {}));
    assertThrows(NullPointerException.class, () -> recognizer.open(null, SETTINGS, one -> {}));
    assertThrows(
        NullPointerException.class,
        () -> recognizer.recognizeLong(wav, "x", SETTINGS, null, Progress.NONE));
    assertThrows(ConfigException.class, () -> SETTINGS.withWindows(null));
    assertThrows(ConfigException.class, () -> SETTINGS.withSmoothing(null));
    assertThrows(ConfigException.class, () -> SETTINGS.withLeastSpeech(null));
    assertThrows(ConfigException.class, () -> SETTINGS.withChannels(null));
    assertThrows(ConfigException.class, () -> SETTINGS.withSpeakers(null));
  }
}
