package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.emodna.audio.AudioClip;
import org.emodna.base.ClosedResourceException;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SwappableRecognizer;
import org.emodna.recognition.stream.SpeechStreamTest.Heard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stream ends: closed, failed, or outliving its recogniser. */
@Timeout(300)
class SpeechStreamEndTest {
  private static final StreamFormat MONO = StreamFormat.mono(SpeechStreamTest.RATE);
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

  @Test
  void closingEndsTheStreamForAllWhoUseIt() {
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(MONO, SECONDS, heard);
    stream.push(SpeechStreamTest.tone(1.5, 300));
    stream.close();
    stream.close();
    assertEquals(1, heard.results.size());
    assertEquals(1, heard.failed.size());
    assertThrows(ClosedResourceException.class, () -> stream.push(new short[1]));
    assertEquals(1, stream.summary().channel().windows());

    // Closed by its listener, in the midst of a push.
    AtomicReference<SpeechStream> own = new AtomicReference<>();
    int[] told = new int[1];
    own.set(
        recognizer.open(
            MONO,
            SECONDS,
            result -> {
              told[0]++;
              own.get().close();
            }));
    assertThrows(
        ClosedResourceException.class, () -> own.get().push(SpeechStreamTest.tone(3, 300)));
    assertEquals(1, told[0]);
  }

  @Test
  void aListenerThatThrowsEndsTheStream() {
    IllegalStateException broken = new IllegalStateException("broken");
    List<Throwable> failed = new ArrayList<>();
    SpeechStream stream =
        recognizer.open(
            MONO,
            SECONDS,
            new WindowListener() {
              @Override
              public void result(WindowResult result) {
                throw broken;
              }

              @Override
              public void failed(Throwable cause) {
                failed.add(cause);
              }
            });
    assertEquals(
        broken,
        assertThrows(
            IllegalStateException.class, () -> stream.push(SpeechStreamTest.tone(2, 300))));
    assertEquals(List.of(broken), failed);
    assertThrows(ClosedResourceException.class, () -> stream.push(new short[1]));
  }

  @Test
  void theListenerIsToldEvenIfFreeingThrows() {
    boolean[] broken = new boolean[1];
    WindowJudge.Recognizers breaking =
        new WindowJudge.Recognizers() {
          @Override
          public <T> T with(Function<? super Recognizer, ? extends T> use) {
            if (broken[0]) {
              throw new IllegalStateException("can't be freed");
            }
            return use.apply(recognizer);
          }
        };
    StreamSettings settings = SECONDS.withSpeakers(StreamSpeakers.ofStream());

    Heard ended = new Heard();
    SpeechStream first = SpeechStream.open(breaking, MONO, settings, ended);
    first.push(SpeechStreamTest.tone(1, 300));
    broken[0] = true;
    Exception e = assertThrows(IllegalStateException.class, first::end);
    assertEquals("can't be freed", e.getMessage());
    assertEquals(1, ended.ended.size());
    assertEquals(List.of(), ended.failed);

    broken[0] = false;
    Heard closed = new Heard();
    SpeechStream second = SpeechStream.open(breaking, MONO, settings, closed);
    broken[0] = true;
    second.close();
    assertInstanceOf(ClosedResourceException.class, closed.failed.get(0));
    assertEquals("can't be freed", closed.failed.get(0).getSuppressed()[0].getMessage());

    broken[0] = false;
    IllegalArgumentException own = new IllegalArgumentException("the listener's");
    List<Throwable> failed = new ArrayList<>();
    WindowListener throwing =
        new WindowListener() {
          @Override
          public void result(WindowResult result) {
            broken[0] = true;
            throw own;
          }

          @Override
          public void failed(Throwable cause) {
            failed.add(cause);
            throw new IllegalStateException("told");
          }
        };
    SpeechStream third = SpeechStream.open(breaking, MONO, settings, throwing);
    assertSame(
        own,
        assertThrows(
            IllegalArgumentException.class, () -> third.push(SpeechStreamTest.tone(1, 300))));
    assertEquals(List.of(own), failed);
    assertEquals(
        List.of("can't be freed", "told"),
        Arrays.stream(own.getSuppressed()).map(Throwable::getMessage).toList());
  }

  @Test
  void whoPushesWhileAnotherThreadClosesIsToldThatItIsClosed() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    WindowListener slow =
        new WindowListener() {
          @Override
          public void result(WindowResult result) {}

          @Override
          public void failed(Throwable cause) {
            within.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    SpeechStream stream = recognizer.open(MONO, SECONDS, slow);
    Thread closer = new Thread(stream::close);
    closer.start();
    within.await();
    assertThrows(ClosedResourceException.class, () -> stream.push(new short[1]));
    assertThrows(ClosedResourceException.class, stream::end);
    go.countDown();
    closer.join();
  }

  @Test
  void aRecogniserThatIsClosedEndsItsStreamsWithAnError() {
    Recognizer own = StreamModels.recognizer("functionals", 1);
    Heard heard = new Heard();
    StreamSettings settings = SECONDS.withSpeakers(StreamSpeakers.ofStream());
    SpeechStream stream = own.open(MONO, settings, heard);
    stream.push(SpeechStreamTest.tone(1.5, 300));
    own.close();
    stream.push(SpeechStreamTest.tone(0.2, 300));
    assertThrows(ClosedResourceException.class, () -> stream.push(SpeechStreamTest.tone(1, 300)));
    assertEquals(1, heard.results.size());
    assertEquals(1, heard.failed.size());
    assertThrows(ClosedResourceException.class, () -> stream.push(new short[1]));
    stream.close();
    assertThrows(ClosedResourceException.class, () -> own.open(MONO, settings, heard));
  }

  @Test
  void aSwapInMidStreamCountsFromTheNextWindowOn() {
    Recognizer first = StreamModels.recognizer("tim-net", 1);
    Heard heard = new Heard();
    try (SwappableRecognizer service = new SwappableRecognizer(first)) {
      StreamFormat format = StreamFormat.mono(StreamModels.RATE);
      SpeechStream stream = service.open(format, SECONDS, heard);
      short[] speech = StreamModels.speech();
      int half = 5 * StreamModels.RATE / 2;
      stream.push(speech, 0, half);
      service.swap(StreamModels.recognizer("tim-net-2", 1));
      stream.push(speech, half, speech.length - half);
      stream.end();
      for (WindowResult one : heard.results) {
        int from = (int) Math.round(one.from() * StreamModels.RATE);
        int to = (int) Math.round(one.to() * StreamModels.RATE);
        float[] part = new float[to - from];
        for (int i = 0; i < part.length; i++) {
          part[i] = speech[from + i] / 32768f;
        }
        AudioClip clip = AudioClip.of(part, StreamModels.RATE, "part");
        Recognition old = recognizer.recognize(clip);
        Recognition next = service.recognize(clip);
        if (old.hasEmotion()) {
          assertNotEquals(old.probabilities(), next.probabilities());
        }
        assertEquals(one.to() <= 2.5 ? old : next, one.recognition());
        assertEquals(one.to() <= 2.5 ? "tim-net" : "tim-net-2", one.model());
      }
    }
  }
}
