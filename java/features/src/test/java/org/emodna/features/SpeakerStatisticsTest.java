package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;

class SpeakerStatisticsTest {
  private static Features vector(double... values) {
    float[] all = new float[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values[i];
    }
    return new Features(1, all.length, all);
  }

  /** Speakers of two utterances each: value 0 is the speaker's offset and the emotion's. */
  private static LoadedFeatures pairs(int speakers, List<Double> emotion) {
    SplittableRandom random = new SplittableRandom(5);
    List<FeatureLoader.Input> inputs = new ArrayList<>();
    List<LoadedFeatures.One> each = new ArrayList<>();
    for (int i = 0; i < 2 * speakers; i++) {
      double offset = 2 * Math.sin(7.0 * (i / 2));
      double own = random.nextDouble() * 2 - 1;
      emotion.add(own);
      inputs.add(new FeatureLoader.Input("c" + i, Path.of("c" + i), "speaker" + i / 2));
      each.add(new LoadedFeatures.One(vector(offset + own, 3), "hash", "", null, null));
    }
    return LoadedFeatures.of(inputs, each);
  }

  @Test
  void aCorpusOfTwoUtterancesASpeakerKeepsMoreThanSigns() {
    List<Double> emotion = new ArrayList<>();
    LoadedFeatures corpus = pairs(40, emotion);
    InputSpec input =
        InputSpec.builder().stream("mfcc").normalisation(Normalisation.SPEAKER).build();
    try (FeatureLoader loader = new FeatureLoader(input, null, 1)) {
      Normaliser crude = Normaliser.fit(Normalisation.SPEAKER, 0, corpus);
      Normaliser shrunk = Normaliser.fit(Normalisation.SPEAKER, 2, corpus);
      Normaliser none = Normaliser.fit(Normalisation.CORPUS, 2, corpus);
      double[] ofCrude = new double[80];
      double[] ofShrunk = new double[80];
      double[] ofNone = new double[80];
      double[] truth = new double[80];
      for (int i = 0; i < 80; i++) {
        Features one = corpus.features().get(i);
        String speaker = corpus.speakers().get(i);
        ofCrude[i] = crude.apply(one, speaker, loader)[0];
        ofShrunk[i] = shrunk.apply(one, speaker, loader)[0];
        ofNone[i] = none.apply(one, speaker, loader)[0];
        truth[i] = emotion.get(i);
        // Of two values the z-scores are 1 and -1, whatever they are.
        assertEquals(1, Math.abs(ofCrude[i]), 1e-3);
      }
      assertTrue(Math.abs(ofShrunk[0]) != Math.abs(ofShrunk[1]));
      assertTrue(correlation(ofShrunk, truth) > correlation(ofNone, truth) + 0.05);
    }
  }

  private static double correlation(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    double meanA = java.util.Arrays.stream(a).average().orElseThrow();
    double meanB = java.util.Arrays.stream(b).average().orElseThrow();
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** By the rule's own words: n utterances as the speaker's and k as the corpus's. */
  @Test
  void theRuleIsTheStatisticsOfBothTogether() {
    FeatureStatistics corpus = new FeatureStatistics(new float[] {2, 0}, new float[] {3, 1});
    SpeakerStatistics statistics = SpeakerStatistics.startingFrom(corpus, 2);
    assertSame(corpus, statistics.statistics());
    statistics = statistics.plus(vector(4, 1)).plus(vector(6, 1)).plus(vector(8, 1));
    assertEquals(3, statistics.utterances());
    FeatureStatistics made = statistics.statistics();
    // n = 3, k = 2: mean (18 + 4) / 5; variance of 4, 6, 8 beside two of variance 9 around 2.
    double mean = 22 / 5.0;
    double variance = (3 * (8 / 3.0 + Math.pow(6 - mean, 2)) + 2 * (9 + Math.pow(2 - mean, 2))) / 5;
    assertEquals(mean, made.mean()[0], 1e-6);
    assertEquals(Math.sqrt(variance), made.sd()[0], 1e-6);
    // A value that does not vary with the speaker has the corpus's share of variance.
    assertEquals(3 / 5.0, made.mean()[1], 1e-6);
    assertEquals(
        Math.sqrt((3 * Math.pow(0.4, 2) + 2 * (1 + Math.pow(0.6, 2))) / 5), made.sd()[1], 1e-6);
  }

  @Test
  void paddingDoesNotCountAndManyUtterancesOutweighTheCorpus() {
    FeatureStatistics corpus = new FeatureStatistics(new float[] {0}, new float[] {1});
    SpeakerStatistics statistics = SpeakerStatistics.startingFrom(corpus, 2);
    List<Features> all = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      float[] values = new float[6];
      for (int t = 0; t < 6; t++) {
        values[t] = t == 0 || t == 5 ? -999 : (float) (1000 + 0.1 * random.nextDouble());
      }
      Features one = new Features(6, 1, values, 1, 5);
      all.add(one);
      statistics = statistics.plus(one);
    }
    FeatureStatistics own = FeatureStatistics.of(all);
    FeatureStatistics made = statistics.statistics();
    assertEquals(own.mean()[0], made.mean()[0], 1.1);
    // Around a distant mean the corpus's share is what the distance makes it.
    double expected = Math.sqrt((2000 * (0.01 / 12 + 1) + 2.0 * 999 * 999) / 2002.0);
    assertEquals(expected, made.sd()[0], 0.05 * expected);
  }

  @Test
  void noPriorGivesTheSpeakersOwnBits() {
    LoadedFeatures corpus = pairs(3, new ArrayList<>());
    InputSpec input =
        InputSpec.builder().stream("mfcc").normalisation(Normalisation.SPEAKER).build();
    try (FeatureLoader loader = new FeatureLoader(input, null, 1)) {
      Normaliser none = Normaliser.fit(Normalisation.SPEAKER, 0, corpus);
      FeatureStatistics own = FeatureStatistics.of(corpus.features().subList(2, 4));
      Features one = corpus.features().get(3);
      assertArrayEquals(Normaliser.apply(one, own, loader), none.apply(one, "speaker1", loader));
    }
  }

  @Test
  void thePriorIsPartOfAnInputBySpeaker() {
    InputSpec.Builder builder =
        InputSpec.builder().stream("mfcc").normalisation(Normalisation.SPEAKER);
    InputSpec two = builder.speakerPrior(2).build();
    InputSpec five = builder.speakerPrior(5).build();
    assertNotEquals(two, five);
    assertEquals(5, InputSpec.ofJson(five.toJson()).speakerPrior());
    // Models from before there was a prior took statistics as they were.
    assertEquals(0, InputSpec.ofJson(without(two)).speakerPrior());
    assertEquals(
        InputSpec.builder().stream("mfcc").speakerPrior(2).build(),
        InputSpec.builder().stream("mfcc").speakerPrior(5).build());
    assertThrows(
        FeatureException.class, () -> InputSpec.ofJson(two.toJson().put("speaker_prior", "2")));
    assertThrows(
        FeatureException.class, () -> InputSpec.ofJson(two.toJson().put("speaker_prior", 1e9)));
    FeatureStatistics corpus = new FeatureStatistics(new float[] {0}, new float[] {1});
    for (double wrong : new double[] {0, -1, Double.NaN, 1e9}) {
      assertThrows(
          InvalidArgumentException.class, () -> SpeakerStatistics.startingFrom(corpus, wrong));
    }
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode without(InputSpec input) {
    com.fasterxml.jackson.databind.node.ObjectNode json = input.toJson();
    json.remove("speaker_prior");
    return json;
  }
}
