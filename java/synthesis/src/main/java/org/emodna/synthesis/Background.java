package org.emodna.synthesis;

/**
 * Noise of the place and of the equipment.
 *
 * @param rms level of the noise, where calm speech has about 0.1
 * @param colour pole of the low-pass that colours it: 0 is white, near 1 is a rumble
 * @param humHz mains frequency, Hz; 0 for none
 */
record Background(double rms, double colour, double humHz) {
  private static final double HUM_SHARE = 0.6;

  void addTo(double[] samples, RandomStream random) {
    // A one-pole low-pass scales white noise's variance by (1 - p)^2 / (1 - p^2).
    double gain = rms * Math.sqrt(3 * (1 - colour * colour));
    double omega = 2 * Math.PI * humHz / Controls.SAMPLE_RATE;
    double phase = 2 * Math.PI * random.uniform();
    double hum = humHz > 0 ? HUM_SHARE * rms : 0;
    // The hum turns as a complex number: one sine and cosine for the whole signal.
    double re = StrictMath.cos(phase);
    double im = StrictMath.sin(phase);
    double stepRe = StrictMath.cos(omega);
    double stepIm = StrictMath.sin(omega);
    double noise = 0;
    for (int i = 0; i < samples.length; i++) {
      noise = colour * noise + random.white();
      double turned = re * stepRe - im * stepIm;
      im = re * stepIm + im * stepRe;
      re = turned;
      samples[i] += gain * noise + hum * im;
    }
  }
}
