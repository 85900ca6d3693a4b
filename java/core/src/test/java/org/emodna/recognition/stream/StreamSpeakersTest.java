package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.Progress;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SpeakerRecognizer;
import org.emodna.recognition.SwappableRecognizer;
import org.emodna.recognition.stream.SpeechStreamTest.Heard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Running statistics of speakers in streams, by a model that normalises by speaker. */
@Timeout(300)
class StreamSpeakersTest {
  private static final int RATE = StreamModels.RATE;
  private static final StreamFormat STEREO = StreamFormat.stereo(RATE);

  private static final StreamSettings EACH =
      StreamSettings.standard()
          .withWindows(Windows.of(1))
          .withChannels(ChannelChoice.each())
          .withSpeakers(StreamSpeakers.ofStream());

  private static Recognizer recognizer;

  /** Both channels interleaved: the same speech, but the second channel's in reverse order. */
  private static short[] both;

  @BeforeAll
  static void load() {
    recognizer = StreamModels.recognizer("speaker", 2);
    short[] speech = StreamModels.speech();
    int whole = speech.length / RATE * RATE;
    both = new short[2 * whole];
    for (int i = 0; i < whole; i++) {
      both[2 * i] = speech[i];
      both[2 * i + 1] = (short) (speech[whole - RATE - i / RATE * RATE + i % RATE] / 3);
    }
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  private static List<AudioClip> windows(int channel) {
    List<AudioClip> clips = new ArrayList<>();
    for (int from = 0; from < both.length / 2; from += RATE) {
      float[] samples = new float[RATE];
      for (int i = 0; i < RATE; i++) {
        samples[i] = both[2 * (from + i) + channel] / 32768f;
      }
      clips.add(AudioClip.of(samples, RATE, "window"));
    }
    return clips;
  }

  /** The channel's windows by a speaker who has heard nothing else. */
  private static List<Recognition> expected(Recognizer by, int channel) {
    try (SpeakerRecognizer speaker = by.speaker("expected")) {
      assertTrue(speaker.gathers());
      return windows(channel).stream().map(speaker::recognize).toList();
    }
  }

  private static List<Recognition> of(Heard heard, int channel) {
    return heard.results.stream()
        .filter(one -> one.channel() == channel)
        .map(WindowResult::recognition)
        .toList();
  }

  private static void assertExpected(Heard heard) {
    for (int channel = 0; channel < 2; channel++) {
      assertEquals(expected(recognizer, channel), of(heard, channel));
    }
  }

  private static Heard heard(StreamSettings settings) {
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(STEREO, settings, heard);
    stream.push(both);
    stream.end();
    return heard;
  }

  @Test
  void eachChannelHasASpeakerWhoIsForgottenWithTheStream() {
    Heard plain = heard(EACH.withSpeakers(StreamSpeakers.none()));
    assertNotEquals(of(plain, 0), expected(recognizer, 0), "statistics matter");
    assertExpected(heard(EACH));
    // Also where the stream is closed before its end.
    Heard closed = new Heard();
    SpeechStream stream = recognizer.open(STEREO, EACH, closed);
    stream.push(both, 0, 4 * RATE);
    stream.close();
    assertExpected(heard(EACH));
  }

  @Test
  void streamsAtOnceKnowNothingOfEachOther() {
    Heard one = new Heard();
    Heard other = new Heard();
    SpeechStream first = recognizer.open(STEREO, EACH, one);
    SpeechStream second = recognizer.open(STEREO, EACH, other);
    first.push(both, 0, 4 * RATE);
    second.push(both, 0, 2 * RATE);
    first.push(both, 4 * RATE, both.length - 4 * RATE);
    first.end();
    second.push(both, 2 * RATE, both.length - 2 * RATE);
    second.end();
    assertExpected(one);
    assertExpected(other);
  }

  @Test
  void aLongRecordingIsJudgedAsAStream() {
    byte[] file = WavBytes.of(STEREO, WavBytes.bytes(both, SampleEncoding.PCM16));
    for (int i = 0; i < 2; i++) {
      Heard heard = new Heard();
      recognizer.recognizeLong(file, "stereo", EACH, heard, Progress.NONE);
      assertExpected(heard);
    }
  }

  @Test
  void speakersKnownByNameAreRememberedBeyondTheStream() {
    StreamSettings named = EACH.withSpeakers(StreamSpeakers.named("agent", "caller"));
    Heard first = heard(named);
    Heard second = heard(named);
    assertExpected(first);
    String[] names = {"agent", "caller"};
    for (int channel = 0; channel < 2; channel++) {
      int windows = windows(channel).size();
      try (SpeakerRecognizer same = recognizer.speaker("same");
          SpeakerRecognizer known = recognizer.speaker(names[channel])) {
        windows(channel).forEach(same::recognize);
        assertEquals(windows(channel).stream().map(same::recognize).toList(), of(second, channel));
        long judged = of(first, channel).stream().filter(Recognition::hasEmotion).count();
        assertTrue(judged <= windows && 2 * judged <= known.utterances());
      }
    }
  }

  /** The new model knows none of the speakers. */
  @Test
  void aSwapBeginsStatisticsAnew() {
    try (SwappableRecognizer service =
        new SwappableRecognizer(StreamModels.recognizer("speaker", 1))) {
      Heard heard = new Heard();
      SpeechStream stream = service.open(STEREO, EACH, heard);
      stream.push(both, 0, 4 * RATE);
      service.swap(StreamModels.recognizer("speaker", 1));
      stream.push(both, 4 * RATE, both.length - 4 * RATE);
      stream.end();
      for (int channel = 0; channel < 2; channel++) {
        List<Recognition> all = of(heard, channel);
        assertEquals(expected(recognizer, channel).subList(0, 2), all.subList(0, 2));
        try (SpeakerRecognizer speaker = recognizer.speaker("late")) {
          List<AudioClip> late = windows(channel).subList(2, all.size());
          assertEquals(late.stream().map(speaker::recognize).toList(), all.subList(2, all.size()));
        }
      }
    }
  }

  /** Sums of one model's classes mean nothing for another's. */
  @Test
  void aModelOfOtherClassesBeginsSmoothingAndSummaryAnew() {
    StreamFormat mono = StreamFormat.mono(RATE);
    short[] speech = StreamModels.speech();
    int half = speech.length / 2 / RATE * RATE;
    for (Smoothing smoothing : List.of(Smoothing.mean(10), Smoothing.halfLife(5))) {
      StreamSettings settings =
          StreamSettings.standard().withWindows(Windows.of(1)).withSmoothing(smoothing);
      try (SwappableRecognizer service =
              new SwappableRecognizer(StreamModels.recognizer("functionals", 1));
          Recognizer two = StreamModels.recognizer("two-classes", 1)) {
        Heard heard = new Heard();
        SpeechStream stream = service.open(mono, settings, heard);
        stream.push(speech, 0, half);
        service.swap(StreamModels.recognizer("two-classes", 1));
        stream.push(speech, half, speech.length - half);
        StreamSummary.Channel all = stream.end().channel();

        Heard alone = new Heard();
        SpeechStream late = two.open(mono, settings, alone);
        late.push(Arrays.copyOfRange(speech, half, speech.length));
        StreamSummary.Channel own = late.end().channel();
        int before = half / RATE;
        for (int i = 0; i < alone.results.size(); i++) {
          WindowResult one = heard.results.get(before + i);
          assertEquals(alone.results.get(i).smoothed().keySet(), one.smoothed().keySet());
          alone
              .results
              .get(i)
              .smoothed()
              .forEach((label, p) -> assertEquals(p, one.smoothed().get(label), 1e-6));
        }
        assertEquals(List.of("sadness", "anger"), List.copyOf(all.probabilities().keySet()));
        assertEquals(own.probabilities(), all.probabilities());
        assertEquals(own.judged(), all.judged());
        assertEquals(before + own.windows(), all.windows());
      }
    }
  }
}
