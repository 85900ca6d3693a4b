package org.emodna.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final List<SyntheticCorpus> CORPORA =
      List.of(SyntheticCorpus.NORTH, SyntheticCorpus.SOUTH);

  @Test
  void everySampleIsFiniteAndWithinFullScale() {
    for (SyntheticCorpus corpus : CORPORA) {
      IntStream.range(0, corpus.size())
          .parallel()
          .forEach(
              index -> {
                for (float[] track : corpus.samples(index)) {
                  for (float sample : track) {
                    assertTrue(Math.abs(sample) <= 1, () -> corpus.name() + " " + index);
                  }
                  double seconds = (double) track.length / corpus.sampleRate(index);
                  assertTrue(seconds > 1.49 && seconds < 3.51, () -> index + ": " + seconds);
                  assertTrue(Listening.rms(track) > 1e-3, () -> index + " is silent");
                }
              });
    }
  }

  @Test
  void anOrderOfThreadsChangesNothing() {
    for (SyntheticCorpus corpus : CORPORA) {
      int[] some = {0, 1, 7, 50, 101, corpus.size() - 1};
      float[][][] parallel =
          Arrays.stream(some).parallel().mapToObj(corpus::samples).toArray(float[][][]::new);
      for (int i = some.length - 1; i >= 0; i--) {
        float[][] again = corpus.samples(some[i]);
        assertEquals(parallel[i].length, again.length);
        for (int c = 0; c < again.length; c++) {
          assertArrayEquals(parallel[i][c], again[c], "utterance " + some[i]);
        }
      }
    }
  }

  @Test
  void theSamplesAreTheSameOnEveryMachine() {
    assertEquals("Recipe: north 731fe40c", SyntheticCorpus.NORTH.recipe());
    assertEquals("Recipe: south 2c69f42f", SyntheticCorpus.SOUTH.recipe());
  }

  @Test
  void theLevelsDifferAsThoseOfRealCorporaDo() {
    assertTrue(medianPeak(SyntheticCorpus.NORTH) > 0.85);
    double south = medianPeak(SyntheticCorpus.SOUTH);
    assertTrue(south > 0.05 && south < 0.2, "median peak " + south);
  }

  @Test
  void theChannelsOfAStereoFileDiffer() {
    for (SyntheticCorpus corpus : CORPORA) {
      int stereo =
          IntStream.range(0, corpus.size())
              .filter(i -> corpus.samples(i).length == 2)
              .findFirst()
              .orElseThrow();
      float[][] tracks = corpus.samples(stereo);
      assertEquals(tracks[0].length, tracks[1].length);
      assertTrue(!Arrays.equals(tracks[0], tracks[1]));
    }
  }

  private static double medianPeak(SyntheticCorpus corpus) {
    double[] peaks =
        IntStream.range(0, corpus.size() / 4)
            .map(i -> 4 * i)
            .parallel()
            .mapToDouble(
                index -> {
                  float peak = 0;
                  for (float sample : corpus.samples(index)[0]) {
                    peak = Math.max(peak, Math.abs(sample));
                  }
                  return peak;
                })
            .sorted()
            .toArray();
    return peaks[peaks.length / 2];
  }
}
