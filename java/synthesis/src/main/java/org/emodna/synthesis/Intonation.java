package org.emodna.synthesis;

/** The F0 contour: drift, accents on stressed syllables, a boundary movement and a tremor. */
final class Intonation {
  private static final double LOWEST_HZ = 60;
  private static final double HIGHEST_HZ = 520;

  private Intonation() {}

  /** F0 in Hz for {@code frames} frames of {@code frameSeconds}. */
  static double[] contour(
      Score score,
      Voice voice,
      Expression expression,
      int frames,
      double frameSeconds,
      RandomStream random) {
    double[] semitones = new double[frames];
    double drift = expression.get(Cue.DRIFT);
    double tremorHz = random.uniform(5, 7);
    double tremor = Math.max(0, expression.get(Cue.TREMOR));
    double phase = 2 * Math.PI * random.uniform();
    for (int f = 0; f < frames; f++) {
      double time = f * frameSeconds;
      semitones[f] =
          expression.get(Cue.PITCH)
              + drift * (time / score.seconds - 0.5)
              + tremor * StrictMath.sin(2 * Math.PI * tremorHz * time + phase);
    }
    for (Score.Beat beat : score.beats) {
      double height = expression.get(Cue.RANGE) * (beat.stressed() ? 1 : 0.15);
      addAccent(
          semitones,
          frameSeconds,
          beat,
          expression.get(Cue.PEAK),
          height * (1 + random.gaussian(0.25)));
    }
    addBoundary(semitones, frameSeconds, score, expression.get(Cue.BOUNDARY));
    double[] hertz = new double[frames];
    for (int f = 0; f < frames; f++) {
      double value = voice.pitchHz() * StrictMath.pow(2, semitones[f] / 12);
      hertz[f] = Math.max(LOWEST_HZ, Math.min(HIGHEST_HZ, value));
    }
    return hertz;
  }

  /** A raised-cosine hill that begins before the syllable and ends after it. */
  private static void addAccent(
      double[] semitones, double frameSeconds, Score.Beat beat, double peak, double height) {
    double length = beat.end() - beat.begin();
    double summit = beat.begin() + Math.max(0, Math.min(1, peak)) * length;
    double left = beat.begin() - 0.06 - 0.2 * length;
    double right = beat.end() + 0.06 + 0.4 * length;
    int from = Math.max(0, (int) (left / frameSeconds));
    int to = Math.min(semitones.length, (int) (right / frameSeconds));
    for (int f = from; f < to; f++) {
      double time = f * frameSeconds;
      double x =
          time < summit ? (time - left) / (summit - left) : (right - time) / (right - summit);
      semitones[f] += height * 0.5 * (1 - StrictMath.cos(Math.PI * Math.max(0, Math.min(1, x))));
    }
  }

  private static void addBoundary(
      double[] semitones, double frameSeconds, Score score, double size) {
    Score.Beat last = score.beats.get(score.beats.size() - 1);
    for (int f = 0; f < semitones.length; f++) {
      double x = (f * frameSeconds - last.begin()) / (last.end() - last.begin());
      semitones[f] += size * Math.max(0, Math.min(1, x));
    }
  }
}
