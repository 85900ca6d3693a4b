package org.emodna.synthesis;

/**
 * A microphone and a line.
 *
 * @param lowHz lower limit, Hz
 * @param highHz upper limit, Hz
 * @param peakHz where the microphone is tinted, Hz
 * @param peakWidthHz width of the tint, Hz
 * @param peakDb size of the tint, dB
 */
record Channel(double lowHz, double highHz, double peakHz, double peakWidthHz, double peakDb) {

  void filter(double[] samples) {
    int rate = Controls.SAMPLE_RATE;
    Biquad.highPass(lowHz, 0.71, rate).filter(samples);
    // Two sections make a fourth-order Butterworth, as steep as a line's own filter.
    Biquad.lowPass(highHz, 0.54, rate).filter(samples);
    Biquad.lowPass(highHz, 1.31, rate).filter(samples);
    Biquad.peak(peakHz, peakWidthHz, peakDb, rate).filter(samples);
  }
}
