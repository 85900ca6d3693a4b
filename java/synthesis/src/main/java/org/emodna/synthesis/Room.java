package org.emodna.synthesis;

/**
 * A short reverberation after Schroeder: four damped combs in parallel, two all-passes in series.
 *
 * @param reverberationSeconds time in which the echo falls by 60 dB
 * @param wetDb level of the echo against the direct sound, dB
 * @param size factor on the delays: 1 is an office of some 40 square metres
 */
record Room(double reverberationSeconds, double wetDb, double size) {
  private static final double[] COMB_SECONDS = {0.0297, 0.0371, 0.0411, 0.0437};
  private static final double[] ALL_PASS_SECONDS = {0.005, 0.0017};
  private static final double ALL_PASS_GAIN = 0.7;
  private static final double DAMPING = 0.3;

  /** The direct sound plus its echo; {@code spread} sets two microphones of a room apart. */
  double[] place(double[] dry, double spread) {
    double[] wet = new double[dry.length];
    for (double seconds : COMB_SECONDS) {
      addComb(dry, wet, seconds * size * spread);
    }
    for (double seconds : ALL_PASS_SECONDS) {
      allPass(wet, seconds * size * spread);
    }
    double gain = StrictMath.pow(10, wetDb / 20) / COMB_SECONDS.length;
    double[] result = dry.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += gain * wet[i];
    }
    return result;
  }

  private void addComb(double[] dry, double[] wet, double seconds) {
    double[] line = new double[Math.max(1, (int) (seconds * Controls.SAMPLE_RATE))];
    double feedback = StrictMath.pow(10, -3 * seconds / reverberationSeconds);
    double damped = 0;
    int at = 0;
    for (int i = 0; i < dry.length; i++) {
      double echo = line[at];
      damped = (1 - DAMPING) * echo + DAMPING * damped;
      line[at] = dry[i] + feedback * damped;
      at = at + 1 == line.length ? 0 : at + 1;
      wet[i] += echo;
    }
  }

  private static void allPass(double[] samples, double seconds) {
    double[] line = new double[Math.max(1, (int) (seconds * Controls.SAMPLE_RATE))];
    int at = 0;
    for (int i = 0; i < samples.length; i++) {
      double delayed = line[at];
      double entering = samples[i] + ALL_PASS_GAIN * delayed;
      line[at] = entering;
      samples[i] = delayed - ALL_PASS_GAIN * entering;
      at = at + 1 == line.length ? 0 : at + 1;
    }
  }
}
