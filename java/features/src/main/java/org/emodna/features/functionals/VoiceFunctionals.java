package org.emodna.features.functionals;

import java.util.ArrayList;
import java.util.List;

/**
 * Of voice quality: jitter and shimmer of the utterance; over the frames that the path calls
 * voiced, mean and deviation of the harmonics-to-noise ratio (dB) and of the formants (Hz), and the
 * mean logarithm of their bandwidths.
 */
record VoiceFunctionals() implements FunctionalGroup {
  /** Of a usual voice: where there are too few periods to say, these are the least surprising. */
  private static final double USUAL_JITTER = 0.02;

  private static final double USUAL_SHIMMER = 0.1;

  /** Hz; a formant is hardly ever narrower. */
  private static final double LEAST_BANDWIDTH = 10;

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of("jitter", "shimmer", "hnr.mean", "hnr.sd"));
    for (int formant = 1; formant <= 3; formant++) {
      names.add("formant-" + formant + ".mean");
      names.add("formant-" + formant + ".sd");
    }
    for (int formant = 1; formant <= 3; formant++) {
      names.add("bandwidth-" + formant + ".log-mean");
    }
    return names;
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    VoiceFrames voice = spoken.frames().voice();
    double[] values = new double[13];
    values[0] = voice.jitter() > 0 ? voice.jitter() : USUAL_JITTER;
    values[1] = voice.shimmer() > 0 ? voice.shimmer() : USUAL_SHIMMER;
    double[] hnr = spoken.ofPath(voice.column("hnr"));
    values[2] = Series.mean(hnr);
    values[3] = Series.sd(hnr);
    for (int formant = 1; formant <= 3; formant++) {
      double[] hertz = spoken.ofPath(voice.column("f" + formant));
      values[2 + 2 * formant] = Series.mean(hertz);
      values[3 + 2 * formant] = Series.sd(hertz);
      double[] width = spoken.ofPath(voice.column("b" + formant));
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.log(Math.max(width[i], LEAST_BANDWIDTH));
      }
      values[9 + formant] = Series.mean(width);
    }
    return values;
  }
}
