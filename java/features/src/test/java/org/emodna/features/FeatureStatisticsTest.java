package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {
  @Test
  void paddingDoesNotCount() {
    Features padded = new Features(4, 2, new float[] {-999, -999, 1, 10, 3, 10, -999, -999}, 1, 3);
    Features other = new Features(1, 2, new float[] {5, 10});
    FeatureStatistics statistics = FeatureStatistics.of(List.of(padded, other));
    assertArrayEquals(new float[] {3, 10}, statistics.mean());
    // Biased deviation of 1, 3, 5; the second coefficient does not vary and is only centred.
    assertEquals(Math.sqrt(8.0 / 3), statistics.sd()[0], 1e-6);
    assertEquals(1f, statistics.sd()[1]);
  }

  @Test
  void speechFramingIsClippedAndFixedIsNot() {
    FeatureStatistics statistics = new FeatureStatistics(new float[] {1, 0}, new float[] {2, 0.1f});
    Features features = new Features(1, 2, new float[] {2, -7});
    assertArrayEquals(new float[] {0.5f, -5f}, statistics.apply(features, Framing.SPEECH));
    assertArrayEquals(new float[] {0.5f, -70f}, statistics.apply(features, Framing.FIXED), 1e-5f);
    assertArrayEquals(new float[] {2, -7}, features.values());
  }

  @Test
  void aSmallDeviationOnALargeMeanIsKept() {
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10_000 + (i % 2 == 0 ? 0.5f : -0.5f);
    }
    FeatureStatistics statistics = FeatureStatistics.of(List.of(new Features(2000, 1, values)));
    assertEquals(0.5f, statistics.sd()[0], 1e-6);
  }

  @Test
  void unsoundStatisticsAreRefused() {
    assertThrows(InvalidArgumentException.class, () -> FeatureStatistics.of(List.of()));
    assertThrows(
        InvalidArgumentException.class,
        () -> new FeatureStatistics(new float[] {1}, new float[] {0}));
    assertThrows(
        InvalidArgumentException.class,
        () -> new FeatureStatistics(new float[] {Float.NaN}, new float[] {1}));
    assertThrows(
        InvalidArgumentException.class,
        () -> new FeatureStatistics(new float[] {1, 2}, new float[] {1}));
    assertThrows(
        InvalidArgumentException.class,
        () ->
            new FeatureStatistics(new float[] {1}, new float[] {1})
                .apply(new Features(1, 2, new float[2]), Framing.FIXED));
    assertThrows(InvalidArgumentException.class, () -> new Features(1, 2, new float[3]));
  }
}
