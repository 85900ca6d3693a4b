package org.emodna.synthesis;

/** What drives the vocal tract, one value per frame of 2.5 ms. */
final class Controls {
  static final int SAMPLE_RATE = 24_000;
  static final int FRAME = 60;
  static final double FRAME_SECONDS = (double) FRAME / SAMPLE_RATE;

  final int frames;

  /** Amplitude of the glottal pulses, 1 for a loud vowel. */
  final double[] voicing;

  /** Amplitude of the breath noise that passes through the tract. */
  final double[] aspiration;

  /** Amplitude of the noise made in the mouth. */
  final double[] friction;

  /** Centre of that noise, Hz, and its bandwidth, Hz. */
  final double[] frictionHz;

  final double[] frictionWidth;

  /** First three formants, Hz: [3][frames]. */
  final double[][] formants;

  /** How far the velum is open, 0 to 1. */
  final double[] nasality;

  /** F0, Hz. */
  double[] pitch;

  Controls(int frames) {
    this.frames = frames;
    voicing = new double[frames];
    aspiration = new double[frames];
    friction = new double[frames];
    frictionHz = new double[frames];
    frictionWidth = new double[frames];
    formants = new double[3][frames];
    nasality = new double[frames];
    pitch = new double[frames];
  }

  /** Replaces {@code track} by its mean under a Hann window of {@code seconds}. */
  static void smooth(double[] track, double seconds) {
    int half = Math.max(1, (int) Math.round(seconds / FRAME_SECONDS / 2));
    double[] window = new double[2 * half + 1];
    double sum = 0;
    for (int k = 0; k < window.length; k++) {
      window[k] = 0.5 * (1 - StrictMath.cos(2 * Math.PI * (k + 1) / (window.length + 1)));
      sum += window[k];
    }
    double[] source = track.clone();
    for (int f = 0; f < track.length; f++) {
      double value = 0;
      for (int k = -half; k <= half; k++) {
        int at = Math.max(0, Math.min(track.length - 1, f + k));
        value += window[k + half] * source[at];
      }
      track[f] = value / sum;
    }
  }
}
