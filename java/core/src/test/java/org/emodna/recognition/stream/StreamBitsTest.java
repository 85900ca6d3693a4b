package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.emodna.audio.AudioClip;
import org.emodna.audio.SampleEncoding;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A window has the bits of a file of its own, however its samples come. */
@Timeout(300)
class StreamBitsTest {
  private static final StreamSettings SETTINGS =
      StreamSettings.standard().withWindows(new Windows(1.5, 0.7));

  /** Pushes all of it in pieces of random size, at times of none. */
  private static List<WindowResult> pushed(
      Recognizer recognizer, StreamFormat format, byte[] bytes, long seed) {
    List<WindowResult> results = new ArrayList<>();
    Random random = new Random(seed);
    SpeechStream stream = recognizer.open(format, SETTINGS, results::add);
    for (int at = 0; at < bytes.length; ) {
      int most = random.nextInt(10) == 0 ? 60_000 : 700;
      int count = Math.min(bytes.length - at, random.nextInt(most));
      if (random.nextBoolean()) {
        stream.push(bytes, at, count);
      } else {
        stream.push(ByteBuffer.wrap(bytes, at, count).slice().asReadOnlyBuffer());
      }
      at += count;
    }
    StreamSummary summary = stream.end();
    assertEquals(results.size(), summary.channel().windows());
    assertEquals(
        bytes.length / format.frameBytes() / (double) format.sampleRate(), summary.seconds());
    return results;
  }

  private static void assertBits(Recognizer recognizer, StreamFormat format, byte[] bytes) {
    List<WindowResult> results = pushed(recognizer, format, bytes, 1);
    assertEquals(results, pushed(recognizer, format, bytes, 2));
    assertTrue(results.size() > 2);
    int judged = 0;
    for (WindowResult one : results) {
      byte[] part = WavBytes.part(bytes, format, one);
      Recognition alone = recognizer.recognize(WavBytes.of(format, part), "window");
      assertEquals(alone.probabilities(), one.recognition().probabilities());
      assertEquals(alone.reason(), one.recognition().reason());
      assertEquals(alone.judged(), one.recognition().judged());
      float[] samples = new float[part.length / format.encoding().bytes()];
      format.encoding().decode(ByteBuffer.wrap(part), samples, samples.length);
      if (format.channels() == 1) {
        AudioClip clip = AudioClip.of(samples, format.sampleRate(), "window");
        assertEquals(recognizer.recognize(clip), one.recognition());
      }
      judged += one.recognition().hasEmotion() ? 1 : 0;
    }
    assertTrue(judged > 1);
  }

  @ParameterizedTest
  @MethodSource("org.emodna.recognition.stream.StreamModels#kinds")
  void windowsHaveTheBitsOfFilesOfTheirOwn(String kind) {
    short[] speech = StreamModels.speech();
    float[] floats = new float[speech.length];
    for (int i = 0; i < floats.length; i++) {
      // Not of 16 bits.
      floats[i] = speech[i] * 0.77f / 32768;
    }
    byte[] law = new byte[speech.length];
    new Random(5).nextBytes(law);
    try (Recognizer recognizer = StreamModels.recognizer(kind, 1)) {
      StreamFormat mono = StreamFormat.mono(StreamModels.RATE);
      assertBits(recognizer, mono, WavBytes.bytes(speech, SampleEncoding.PCM16));
      assertBits(recognizer, mono.withEncoding(SampleEncoding.FLOAT32), WavBytes.bytes(floats));
      assertBits(
          recognizer, new StreamFormat(8000, 1, SampleEncoding.MU_LAW), Arrays.copyOf(law, 30_001));
      assertBits(
          recognizer, new StreamFormat(8000, 1, SampleEncoding.A_LAW), Arrays.copyOf(law, 30_001));
      StreamFormat stereo = StreamFormat.stereo(StreamModels.RATE);
      assertBits(recognizer, stereo, WavBytes.bytes(speech, SampleEncoding.PCM16));
    }
  }

  @ParameterizedTest
  @MethodSource("org.emodna.recognition.stream.StreamModels#kinds")
  void windowsOfRealSpeechHaveTheBitsOfClips(String kind) {
    List<Path> files = StreamModels.recordings();
    try (Recognizer recognizer = StreamModels.recognizer(kind, 2)) {
      for (Path file : files) {
        float[] samples = StreamModels.samples(file);
        List<WindowResult> results = new ArrayList<>();
        StreamFormat format = new StreamFormat(16_000, 1, SampleEncoding.FLOAT32);
        SpeechStream stream =
            recognizer.open(format, SETTINGS.withWindows(new Windows(1, 0.5)), results::add);
        for (int at = 0; at < samples.length; at += 333) {
          stream.push(samples, at, Math.min(333, samples.length - at));
        }
        stream.end();
        for (WindowResult one : results) {
          float[] part =
              Arrays.copyOfRange(
                  samples,
                  (int) Math.round(one.from() * 16_000),
                  (int) Math.round(one.to() * 16_000));
          assertEquals(recognizer.recognize(AudioClip.of(part, 16_000, "part")), one.recognition());
        }
      }
    }
  }

  /** All ways of pushing are one way, and the order of bytes is a matter of the encoding alone. */
  @Test
  void everyWayOfPushingIsTheSame() {
    short[] speech = StreamModels.speech();
    float[] floats = new float[speech.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = speech[i] / 32768f;
    }
    StreamFormat little = StreamFormat.mono(StreamModels.RATE);
    StreamFormat big = little.withEncoding(SampleEncoding.PCM16_BE);
    try (Recognizer recognizer = StreamModels.recognizer("tim-net", 1)) {
      List<WindowResult> expected =
          pushed(recognizer, little, WavBytes.bytes(speech, SampleEncoding.PCM16), 3);
      assertEquals(
          expected, pushed(recognizer, big, WavBytes.bytes(speech, SampleEncoding.PCM16_BE), 4));
      List<WindowResult> shorts = new ArrayList<>();
      try (SpeechStream stream = recognizer.open(little, SETTINGS, shorts::add)) {
        stream.push(speech);
        stream.end();
      }
      assertEquals(expected, shorts);
      List<WindowResult> values = new ArrayList<>();
      try (SpeechStream stream = recognizer.open(little, SETTINGS, values::add)) {
        stream.push(floats, 0, 999);
        stream.push(speech, 999, 1);
        stream.push(floats, 1000, floats.length - 1000);
        stream.end();
      }
      assertEquals(expected, values);
    }
  }

  @Test
  void manyStreamsOnManyThreadsDontDisturbEachOther() throws Exception {
    byte[] bytes = WavBytes.bytes(StreamModels.speech(), SampleEncoding.PCM16);
    StreamFormat format = StreamFormat.mono(StreamModels.RATE);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try (Recognizer recognizer = StreamModels.recognizer("functionals", 2)) {
      List<WindowResult> expected = pushed(recognizer, format, bytes, 6);
      List<Future<List<WindowResult>>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        long seed = i;
        all.add(pool.submit(() -> pushed(recognizer, format, bytes, seed)));
      }
      for (Future<List<WindowResult>> one : all) {
        assertEquals(expected, one.get());
      }
    } finally {
      pool.shutdown();
    }
  }

  /** The threads of a pool push by turns, as those of a server do. */
  @Test
  void aStreamMayGoFromThreadToThreadAndHasNone() throws Exception {
    byte[] bytes = WavBytes.bytes(StreamModels.speech(), SampleEncoding.PCM16);
    StreamFormat format = StreamFormat.mono(StreamModels.RATE);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try (Recognizer recognizer = StreamModels.recognizer("tim-net", 1)) {
      List<WindowResult> expected = pushed(recognizer, format, bytes, 6);
      List<WindowResult> results = new ArrayList<>();
      int threads = Thread.activeCount();
      SpeechStream stream = recognizer.open(format, SETTINGS, results::add);
      assertEquals(threads, Thread.activeCount());
      for (int at = 0; at < bytes.length; at += 5001) {
        int from = at;
        pool.submit(() -> stream.push(bytes, from, Math.min(5001, bytes.length - from))).get();
      }
      pool.submit(stream::end).get();
      assertEquals(expected, results);
      assertFalse(results.isEmpty());
    } finally {
      pool.shutdown();
    }
  }
}
