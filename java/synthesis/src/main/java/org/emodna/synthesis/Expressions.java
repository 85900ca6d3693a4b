package org.emodna.synthesis;

import java.util.EnumMap;
import java.util.Map;

/** How the speakers of the two corpora act the five emotions. */
final class Expressions {
  static final Map<Emotion, Expression> NORTHERN = northern();
  static final Map<Emotion, Expression> SOUTHERN = southern();

  private Expressions() {}

  /** Restrained when neutral; hot anger, frozen fear, bright joy, quiet grief. */
  private static Map<Emotion, Expression> northern() {
    Map<Emotion, Expression> map = new EnumMap<>(Emotion.class);
    map.put(Emotion.NEUTRAL, Expression.NEUTRAL);
    map.put(
        Emotion.ANGER,
        Expression.NEUTRAL
            .with(Cue.PITCH, 5)
            .with(Cue.RANGE, 5)
            .with(Cue.DRIFT, -4)
            .with(Cue.BOUNDARY, -4)
            .with(Cue.PEAK, 0.25)
            .with(Cue.TEMPO, 0.12)
            .with(Cue.PAUSE, -0.4)
            .with(Cue.ENERGY, 7)
            .with(Cue.STRESS, 6)
            .with(Cue.OPEN, -0.12)
            .with(Cue.TILT, -8)
            .with(Cue.BREATH, -4)
            .with(Cue.JITTER, 0.014)
            .with(Cue.SHIMMER, 0.08)
            .with(Cue.ARTICULATION, 1.12)
            .with(Cue.JAW, 1.14));
    map.put(
        Emotion.FEAR,
        Expression.NEUTRAL
            .with(Cue.PITCH, 6.5)
            .with(Cue.RANGE, 2.2)
            .with(Cue.DRIFT, 0.5)
            .with(Cue.BOUNDARY, 1)
            .with(Cue.TEMPO, 0.3)
            .with(Cue.PAUSE, 0.5)
            .with(Cue.ENERGY, -1)
            .with(Cue.STRESS, 2)
            .with(Cue.OPEN, 0.06)
            .with(Cue.TILT, -1)
            .with(Cue.BREATH, 8)
            .with(Cue.JITTER, 0.02)
            .with(Cue.SHIMMER, 0.09)
            .with(Cue.TREMOR, 0.7)
            .with(Cue.ARTICULATION, 0.92));
    map.put(
        Emotion.HAPPINESS,
        Expression.NEUTRAL
            .with(Cue.PITCH, 5.5)
            .with(Cue.RANGE, 6.5)
            .with(Cue.DRIFT, -1)
            .with(Cue.BOUNDARY, 3)
            .with(Cue.PEAK, 0.7)
            .with(Cue.TEMPO, 0.08)
            .with(Cue.PAUSE, -0.3)
            .with(Cue.ENERGY, 4)
            .with(Cue.STRESS, 4.5)
            .with(Cue.OPEN, -0.02)
            .with(Cue.TILT, -2.5)
            .with(Cue.ARTICULATION, 1.06)
            .with(Cue.SMILE, 1.06));
    map.put(
        Emotion.SADNESS,
        Expression.NEUTRAL
            .with(Cue.PITCH, -1.5)
            .with(Cue.RANGE, 1.2)
            .with(Cue.DRIFT, -4)
            .with(Cue.BOUNDARY, -3)
            .with(Cue.TEMPO, -0.32)
            .with(Cue.PAUSE, 0.8)
            .with(Cue.ENERGY, -6)
            .with(Cue.STRESS, 1.5)
            .with(Cue.OPEN, 0.1)
            .with(Cue.TILT, 6)
            .with(Cue.BREATH, 6)
            .with(Cue.ARTICULATION, 0.8)
            .with(Cue.JAW, 0.97)
            .with(Cue.SMILE, 0.98));
    return map;
  }

  /** Lively when neutral; cold anger, whispered fear, loud joy, lamenting grief. */
  private static Map<Emotion, Expression> southern() {
    Expression neutral =
        Expression.NEUTRAL
            .with(Cue.PITCH, 0.8)
            .with(Cue.RANGE, 3.8)
            .with(Cue.BOUNDARY, -1)
            .with(Cue.STRESS, 2.2);
    Map<Emotion, Expression> map = new EnumMap<>(Emotion.class);
    map.put(Emotion.NEUTRAL, neutral);
    map.put(
        Emotion.ANGER,
        neutral
            .with(Cue.PITCH, 3)
            .with(Cue.RANGE, 4.6)
            .with(Cue.DRIFT, -3)
            .with(Cue.BOUNDARY, -4)
            .with(Cue.PEAK, 0.3)
            .with(Cue.TEMPO, 0.2)
            .with(Cue.PAUSE, -0.2)
            .with(Cue.ENERGY, 6)
            .with(Cue.STRESS, 5)
            .with(Cue.OPEN, -0.1)
            .with(Cue.TILT, -6.5)
            .with(Cue.BREATH, -3)
            .with(Cue.JITTER, 0.012)
            .with(Cue.SHIMMER, 0.07)
            .with(Cue.ARTICULATION, 1.1)
            .with(Cue.JAW, 1.12));
    map.put(
        Emotion.FEAR,
        neutral
            .with(Cue.PITCH, 5)
            .with(Cue.RANGE, 2.8)
            .with(Cue.DRIFT, 0)
            .with(Cue.BOUNDARY, 1.5)
            .with(Cue.TEMPO, 0.25)
            .with(Cue.PAUSE, 0.6)
            .with(Cue.ENERGY, -3)
            .with(Cue.OPEN, 0.09)
            .with(Cue.TILT, 1.5)
            .with(Cue.BREATH, 9)
            .with(Cue.JITTER, 0.018)
            .with(Cue.SHIMMER, 0.08)
            .with(Cue.TREMOR, 0.6)
            .with(Cue.ARTICULATION, 0.93));
    map.put(
        Emotion.HAPPINESS,
        neutral
            .with(Cue.PITCH, 4.8)
            .with(Cue.RANGE, 7)
            .with(Cue.DRIFT, -0.5)
            .with(Cue.BOUNDARY, 2.5)
            .with(Cue.PEAK, 0.65)
            .with(Cue.TEMPO, 0.1)
            .with(Cue.PAUSE, -0.3)
            .with(Cue.ENERGY, 5)
            .with(Cue.STRESS, 4)
            .with(Cue.OPEN, -0.03)
            .with(Cue.TILT, -2)
            .with(Cue.ARTICULATION, 1.05)
            .with(Cue.SMILE, 1.055));
    map.put(
        Emotion.SADNESS,
        neutral
            .with(Cue.PITCH, 1)
            .with(Cue.RANGE, 2)
            .with(Cue.DRIFT, -4.5)
            .with(Cue.BOUNDARY, -2)
            .with(Cue.TEMPO, -0.28)
            .with(Cue.PAUSE, 0.7)
            .with(Cue.ENERGY, -4)
            .with(Cue.STRESS, 1.5)
            .with(Cue.OPEN, 0.08)
            .with(Cue.TILT, 4.5)
            .with(Cue.BREATH, 4)
            .with(Cue.TREMOR, 0.3)
            .with(Cue.ARTICULATION, 0.86)
            .with(Cue.SMILE, 0.985));
    return map;
  }
}
