package org.emodna.synthesis;

/**
 * The voice's source: Rosenberg's flow pulse u(x) = 27/4 x^2 (1 - x) over the open part of each
 * period, differentiated (lips radiate the derivative), with jitter and shimmer from period to
 * period, and breath noise that is louder while the glottis is open.
 */
final class GlottalSource {
  private static final double NOISE_WHILE_CLOSED = 0.35;

  /** Brings the flow's difference between samples at 120 Hz to about the pulses' amplitude. */
  private static final double GAIN = 30;

  private GlottalSource() {}

  /** The excitation of {@code controls}, at {@link Controls#SAMPLE_RATE}. */
  static double[] excitation(
      Controls controls, Voice voice, Expression expression, RandomStream random) {
    double open = Math.max(0.3, Math.min(0.85, voice.openQuotient() + expression.get(Cue.OPEN)));
    double jitter = Math.max(0.001, expression.get(Cue.JITTER));
    double shimmer = Math.max(0.005, expression.get(Cue.SHIMMER));
    double[] samples = new double[controls.frames * Controls.FRAME];
    double phase = random.uniform();
    double stretch = 1;
    double loud = 1;
    double flow = 0;
    for (int i = 0; i < samples.length; i++) {
      int frame = i / Controls.FRAME;
      phase += controls.pitch[frame] * stretch / Controls.SAMPLE_RATE;
      if (phase >= 1) {
        phase -= 1;
        stretch = 1 / Math.max(0.7, 1 + random.gaussian(jitter));
        loud = Math.max(0.3, 1 + random.gaussian(shimmer));
      }
      double x = phase / open;
      double next = x < 1 ? 6.75 * x * x * (1 - x) * loud : 0;
      double noise = random.white() * (x < 1 ? 1 : NOISE_WHILE_CLOSED);
      samples[i] =
          controls.voicing[frame] * GAIN * (next - flow) * tamed(controls.pitch[frame])
              + controls.aspiration[frame] * noise;
      flow = next;
    }
    soften(samples, voice.tiltDb() + expression.get(Cue.TILT));
    return samples;
  }

  /** The derivative grows with F0; this takes half of that growth back, in dB. */
  private static double tamed(double pitchHz) {
    return Math.sqrt(120 / pitchHz);
  }

  /** A one-pole low-pass that loses {@code decibels} at 3 kHz. */
  private static void soften(double[] samples, double decibels) {
    if (decibels <= 0.1) {
      return;
    }
    double cutoff = 3000 / Math.sqrt(StrictMath.pow(10, decibels / 10) - 1);
    double pole = StrictMath.exp(-2 * Math.PI * cutoff / Controls.SAMPLE_RATE);
    double y = 0;
    for (int i = 0; i < samples.length; i++) {
      y = (1 - pole) * samples[i] + pole * y;
      samples[i] = y;
    }
  }
}
