package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.emodna.audio.AudioException;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream does apart from the bits of its windows. */
@Timeout(300)
class SpeechStreamTest {
  static final int RATE = 8000;
  private static final StreamFormat MONO = StreamFormat.mono(RATE);
  private static final StreamSettings SECONDS =
      StreamSettings.standard().withWindows(Windows.of(1));

  private static Recognizer recognizer;

  @BeforeAll
  static void load() {
    recognizer = StreamModels.recognizer("tim-net", 1);
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  /** What a stream tells. */
  static final class Heard implements WindowListener {
    final List<WindowResult> results = new ArrayList<>();
    final List<StreamSummary> ended = new ArrayList<>();
    final List<Throwable> failed = new ArrayList<>();

    @Override
    public void result(WindowResult result) {
      results.add(result);
    }

    @Override
    public void ended(StreamSummary summary) {
      ended.add(summary);
    }

    @Override
    public void failed(Throwable cause) {
      failed.add(cause);
    }
  }

  static short[] tone(double seconds, double hertz) {
    short[] samples = new short[(int) (seconds * RATE)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (9000 * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    return samples;
  }

  private static List<Double> begins(Windows windows, double seconds) {
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(MONO, SECONDS.withWindows(windows), heard);
    short[] samples = tone(seconds, 300);
    for (int at = 0; at < samples.length; at += 700) {
      stream.push(samples, at, Math.min(700, samples.length - at));
    }
    stream.end();
    List<Double> places = new ArrayList<>();
    for (WindowResult one : heard.results) {
      assertEquals(places.size() / 2, one.index());
      places.add(one.from());
      places.add(one.to());
    }
    return places;
  }

  @Test
  void windowsLieWhereTheyShould() {
    assertEquals(List.of(0.0, 1.0, 1.0, 2.0, 2.0, 2.5), begins(Windows.of(1), 2.5));
    assertEquals(List.of(0.0, 1.0, 1.0, 2.0), begins(Windows.of(1), 2));
    assertEquals(
        List.of(0.0, 1.0, 0.5, 1.5, 1.0, 2.0, 1.5, 2.25), begins(new Windows(1, 0.5), 2.25));
    // All of it was in a window already.
    assertEquals(List.of(0.0, 1.0, 0.5, 1.5, 1.0, 2.0), begins(new Windows(1, 0.5), 2));
    assertEquals(List.of(0.0, 0.5, 1.0, 1.5, 2.0, 2.25), begins(new Windows(0.5, 1), 2.25));
    assertEquals(List.of(0.0, 0.5), begins(new Windows(0.5, 1), 0.75));
    assertEquals(List.of(0.0, 0.3), begins(Windows.of(1), 0.3));
    assertEquals(List.of(), begins(Windows.of(1), 0));
  }

  @Test
  void aBadSampleTakesNothingAndLeavesTheStreamOpen() {
    StreamFormat format = MONO.withEncoding(SampleEncoding.FLOAT32);
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(format, SECONDS, heard);
    float[] good = new float[RATE];
    Arrays.fill(good, 0.1f);
    stream.push(good, 0, RATE - 1);
    byte[] bytes = WavBytes.bytes(new float[] {0.1f, 0.1f, Float.NaN, 0.1f});
    stream.push(WavBytes.bytes(new float[] {0.1f}), 0, 3);
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e13f}) {
      byte[] wrong = WavBytes.bytes(new float[] {0.1f, 0.1f, bad, 0.1f});
      AudioException e = assertThrows(AudioException.class, () -> stream.push(wrong, 3, 13));
      assertTrue(e.getMessage().startsWith("stream: sample 2 of this push is "), e.getMessage());
    }
    assertTrue(heard.results.isEmpty());
    assertEquals((RATE - 1.0) / RATE, stream.seconds());
    stream.push(bytes, 3, 1);
    assertEquals(1, heard.results.size());
    assertThrows(AudioException.class, () -> stream.push(new float[] {0, Float.NaN}));
    assertFalse(stream.isClosed());
    assertEquals(1, stream.end().seconds());
    assertEquals(List.of(), heard.failed);
    assertEquals(1, heard.ended.size());
    assertThrows(ClosedResourceException.class, () -> stream.push(good));
    assertThrows(ClosedResourceException.class, stream::end);
    stream.close();
    assertEquals(List.of(), heard.failed);
  }

  @Test
  void whatIsPushedWronglyIsOneClearErrorAndNothingIsTaken() {
    StreamFormat stereo = StreamFormat.stereo(RATE);
    SpeechStream stream = recognizer.open(stereo, SECONDS, result -> {});
    assertThrows(InvalidArgumentException.class, () -> stream.push(new short[3]));
    assertThrows(InvalidArgumentException.class, () -> stream.push(new float[4], 3, 2));
    assertThrows(InvalidArgumentException.class, () -> stream.push(new byte[4], -1, 2));
    stream.push(new byte[5]);
    // The rest of the frame comes as bytes, or never.
    assertThrows(InvalidArgumentException.class, () -> stream.push(new short[2]));
    assertEquals(1, stream.end().leftOverBytes());
    assertThrows(ConfigException.class, () -> new StreamFormat(999, 1, SampleEncoding.PCM16));
    assertThrows(ConfigException.class, () -> new StreamFormat(8000, 0, SampleEncoding.PCM16));
    assertThrows(ConfigException.class, () -> new StreamFormat(8000, 1, null));
    assertThrows(ConfigException.class, () -> new Windows(Double.NaN, 1));
    assertThrows(ConfigException.class, () -> new Windows(1, 0));
    assertThrows(ConfigException.class, () -> Smoothing.mean(0));
    assertThrows(ConfigException.class, () -> Smoothing.halfLife(Double.NaN));
    assertThrows(ConfigException.class, () -> LeastSpeech.ofShare(1.1));
    StreamSettings third = SECONDS.withChannels(ChannelChoice.one(2));
    assertThrows(
        InvalidArgumentException.class, () -> recognizer.open(stereo, third, result -> {}));
    StreamSettings named = SECONDS.withSpeakers(StreamSpeakers.named("a", "b"));
    assertThrows(
        InvalidArgumentException.class, () -> recognizer.open(stereo, named, result -> {}));
  }

  @Test
  void channelsAreMixedChosenOrJudgedEachByItself() {
    short[] left = tone(2.5, 220);
    short[] right = tone(2.5, 700);
    short[] both = new short[2 * left.length];
    for (int i = 0; i < left.length; i++) {
      both[2 * i] = left[i];
      both[2 * i + 1] = right[i];
    }
    List<List<Recognition>> alone = new ArrayList<>();
    for (short[] one : List.of(left, right)) {
      Heard heard = new Heard();
      SpeechStream stream = recognizer.open(MONO, SECONDS, heard);
      stream.push(one);
      stream.end();
      alone.add(heard.results.stream().map(WindowResult::recognition).toList());
    }
    StreamFormat stereo = StreamFormat.stereo(RATE);
    Heard each = new Heard();
    SpeechStream stream = recognizer.open(stereo, SECONDS.withChannels(ChannelChoice.each()), each);
    stream.push(both);
    StreamSummary summary = stream.end();
    for (int c = 0; c < 2; c++) {
      int channel = c;
      assertEquals(
          alone.get(c),
          each.results.stream()
              .filter(one -> one.channel() == channel)
              .map(WindowResult::recognition)
              .toList());
      assertEquals(3, summary.channels().get(c).windows());
    }
    Heard one = new Heard();
    stream = recognizer.open(stereo, SECONDS.withChannels(ChannelChoice.one(1)), one);
    stream.push(both);
    stream.end();
    assertEquals(alone.get(1), one.results.stream().map(WindowResult::recognition).toList());
    assertEquals(1, one.results.get(0).channel());
  }

  @Test
  void theSummaryIsTheMeanBySpeechAndSmoothingThatOfTheLastWindows() {
    Heard heard = new Heard();
    StreamSettings settings = SECONDS.withSmoothing(Smoothing.mean(2));
    StreamFormat format = StreamFormat.mono(StreamModels.RATE);
    SpeechStream stream = recognizer.open(format, settings, heard);
    stream.push(StreamModels.speech());
    StreamSummary.Channel summary = stream.end().channel();
    double weight = 0;
    double sum = 0;
    float before = Float.NaN;
    for (WindowResult one : heard.results) {
      if (!one.recognition().hasEmotion()) {
        continue;
      }
      float p = one.recognition().probabilities().get("anger");
      weight += one.speechSeconds();
      sum += one.speechSeconds() * p;
      float expected = Float.isNaN(before) ? p : (float) (((double) before + p) / 2);
      assertEquals(expected, one.smoothed().get("anger"));
      before = p;
    }
    assertTrue(weight > 1, "speech " + weight);
    assertEquals((float) (sum / weight), summary.probabilities().get("anger"));
    assertEquals(weight, summary.speechSeconds());
    assertEquals(summary.judged(), summary.emotions().values().stream().mapToLong(n -> n).sum());
    assertEquals(1, summary.probabilities().values().stream().mapToDouble(p -> p).sum(), 1e-5);
  }

  @Test
  void aWindowWithLessSpeechThanAskedForHasNoEmotionButTheReason() {
    StreamFormat format = StreamFormat.mono(StreamModels.RATE);
    StreamSettings settings =
        SECONDS.withLeastSpeech(LeastSpeech.ofSeconds(0.3)).withSmoothing(Smoothing.halfLife(5));
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(format, settings, heard);
    stream.push(new short[2 * StreamModels.RATE]);
    short[] speech = StreamModels.speech();
    stream.push(speech);
    short[] beep = new short[2 * StreamModels.RATE];
    for (int i = 0; i < beep.length; i++) {
      beep[i] = (short) (9000 * Math.sin(i * 0.125));
    }
    stream.push(beep);
    StreamSummary.Channel summary = stream.end().channel();
    Heard all = new Heard();
    stream = recognizer.open(format, SECONDS, all);
    stream.push(new short[2 * StreamModels.RATE]);
    stream.push(speech);
    stream.push(beep);
    stream.end();
    for (int i = 0; i < all.results.size(); i++) {
      WindowResult one = heard.results.get(i);
      assertEquals(all.results.get(i).speechSeconds(), one.speechSeconds());
      if (one.speechSeconds() >= 0.3) {
        assertEquals(all.results.get(i).recognition(), one.recognition());
      } else {
        assertTrue(one.recognition().reason().orElseThrow().startsWith("too little speech: "));
      }
    }
    assertEquals(0, heard.results.get(0).speechSeconds());
    assertTrue(heard.results.get(0).smoothed().isEmpty());
    WindowResult last = heard.results.get(heard.results.size() - 1);
    assertEquals(0, last.speechSeconds(), "a tone is no speech");
    assertFalse(last.smoothed().isEmpty());
    assertTrue(summary.judged() >= 2 && summary.judged() <= summary.windows() - 4);
  }

  @Test
  void aThreadThatPushesWhileAnotherDoesGetsAnErrorAndDisturbsNothing() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<WindowResult> results = new ArrayList<>();
    SpeechStream stream =
        recognizer.open(
            MONO,
            SECONDS,
            result -> {
              results.add(result);
              within.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Thread pusher = new Thread(() -> stream.push(tone(1.5, 300)));
    pusher.start();
    within.await();
    assertThrows(InvalidArgumentException.class, () -> stream.push(new short[9]));
    assertThrows(InvalidArgumentException.class, stream::end);
    assertEquals(1, stream.summary().channel().windows());
    go.countDown();
    pusher.join();
    assertEquals(1.5, stream.end().seconds());
    assertEquals(2, results.size());
    AtomicReference<SpeechStream> own = new AtomicReference<>();
    own.set(recognizer.open(MONO, SECONDS, result -> own.get().push(new short[1])));
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> own.get().push(tone(1, 300)));
    assertTrue(e.getMessage().contains("its own listener"), e.getMessage());
  }

  @Test
  void memoryIsThatOfOneWindow() {
    SpeechStream stream =
        recognizer.open(StreamFormat.telephone(), StreamSettings.standard(), result -> {});
    assertTrue(stream.bytes() < 1000);
    for (int i = 0; i < 100; i++) {
      stream.push(new byte[8000]);
    }
    // 3 s at 8,000 Hz in 16 bits.
    assertTrue(stream.bytes() >= 48_000 && stream.bytes() < 49_000, "bytes " + stream.bytes());
    stream.close();
    assertTrue(stream.bytes() < 1000);
  }
}
