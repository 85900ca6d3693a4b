package org.emodna.synthesis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the emotions are meant to do is found again in the sound, on average over a corpus. */
class CueTest {
  /** Every third utterance is heard: enough for a mean, and quick. */
  private static final int STEP = 3;

  private static List<Heard> north;
  private static List<Heard> south;

  /** Measurements of an utterance: semitones, semitones, seconds, dB, dB. */
  private record Heard(
      Emotion emotion, double pitch, double range, double seconds, double level, double tilt) {}

  @BeforeAll
  static void listen() {
    north = listen(SyntheticCorpus.NORTH);
    south = listen(SyntheticCorpus.SOUTH);
  }

  private static List<Heard> listen(SyntheticCorpus corpus) {
    return IntStream.range(0, corpus.size() / STEP)
        .parallel()
        .mapToObj(i -> listen(corpus, i * STEP))
        .toList();
  }

  private static Heard listen(SyntheticCorpus corpus, int index) {
    float[] samples = corpus.samples(index)[0];
    int rate = corpus.sampleRate(index);
    double[] pitch = Listening.pitch(samples, rate);
    return new Heard(
        Emotion.valueOf(corpus.emotions().get(index).toUpperCase(Locale.ROOT)),
        pitch[0],
        pitch[1],
        (double) samples.length / rate,
        20 * Math.log10(Listening.rms(samples)),
        Listening.tilt(samples, rate, 1000));
  }

  @Test
  void arousedEmotionsAreHigher() {
    for (List<Heard> corpus : List.of(north, south)) {
      for (Emotion aroused : List.of(Emotion.ANGER, Emotion.FEAR, Emotion.HAPPINESS)) {
        assertAbove(corpus, Heard::pitch, aroused, Emotion.NEUTRAL, 1);
        assertAbove(corpus, Heard::pitch, aroused, Emotion.SADNESS, 1);
      }
    }
  }

  @Test
  void happinessMovesMoreThanSadness() {
    for (List<Heard> corpus : List.of(north, south)) {
      assertAbove(corpus, Heard::range, Emotion.HAPPINESS, Emotion.SADNESS, 0.5);
    }
  }

  @Test
  void sadnessIsSlowAndFearIsFast() {
    for (List<Heard> corpus : List.of(north, south)) {
      assertAbove(corpus, Heard::seconds, Emotion.SADNESS, Emotion.NEUTRAL, 0.2);
      assertAbove(corpus, Heard::seconds, Emotion.NEUTRAL, Emotion.FEAR, 0.1);
    }
  }

  @Test
  void loudnessTellsTheEmotionOnlyWhereTheLevelWasKept() {
    assertAbove(south, Heard::level, Emotion.ANGER, Emotion.NEUTRAL, 5);
    assertAbove(south, Heard::level, Emotion.NEUTRAL, Emotion.SADNESS, 3);
    double gap =
        mean(north, Heard::level, Emotion.ANGER) - mean(north, Heard::level, Emotion.SADNESS);
    assertTrue(Math.abs(gap) < 6, "anger is " + gap + " dB above sadness");
  }

  @Test
  void angerIsBrightAndSadnessIsDull() {
    for (List<Heard> corpus : List.of(north, south)) {
      assertAbove(corpus, Heard::tilt, Emotion.ANGER, Emotion.NEUTRAL, 2);
      assertAbove(corpus, Heard::tilt, Emotion.NEUTRAL, Emotion.SADNESS, 1);
    }
  }

  private static void assertAbove(
      List<Heard> corpus, ToDoubleFunction<Heard> cue, Emotion more, Emotion less, double margin) {
    double difference = mean(corpus, cue, more) - mean(corpus, cue, less);
    assertTrue(
        difference > margin,
        more + " is above " + less + " by " + difference + ", wanted over " + margin);
  }

  private static double mean(List<Heard> corpus, ToDoubleFunction<Heard> cue, Emotion emotion) {
    return corpus.stream()
        .filter(heard -> heard.emotion == emotion)
        .mapToDouble(cue)
        .average()
        .orElseThrow();
  }
}
