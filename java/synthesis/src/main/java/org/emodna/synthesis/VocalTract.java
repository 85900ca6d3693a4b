package org.emodna.synthesis;

import java.util.ArrayList;
import java.util.List;

/**
 * The tract as a cascade of formants with a nasal pole and zero, and beside it one band of friction
 * noise that the mouth makes in front of the constriction.
 */
final class VocalTract {
  private static final double FOURTH_HZ = 3500;
  private static final double SPACING_HZ = 1000;
  private static final double HIGHEST_HZ = 11_300;
  private static final double NASAL_HZ = 270;
  private static final double NASAL_ZERO_SHIFT_HZ = 230;
  private static final double NASAL_WIDTH_HZ = 100;

  private final Resonator[] moving = {new Resonator(), new Resonator(), new Resonator()};
  private final List<Resonator> fixed = new ArrayList<>();
  private final Resonator nasalPole = new Resonator();
  private final Antiresonator nasalZero = new Antiresonator();
  private final double lossHz;

  private VocalTract(Voice voice, Expression expression) {
    double scale = voice.tract() * expression.get(Cue.SMILE);
    double width = 200;
    for (double hertz = FOURTH_HZ; hertz * scale < HIGHEST_HZ; hertz += SPACING_HZ) {
      Resonator resonator = new Resonator();
      resonator.tune(hertz * scale, width);
      fixed.add(resonator);
      width += 90;
    }
    nasalPole.tune(NASAL_HZ, NASAL_WIDTH_HZ);
    // A glottis that stays open longer damps the first formant.
    lossHz = Math.max(0, 250 * (voice.openQuotient() + expression.get(Cue.OPEN) - 0.45));
  }

  /** The sound at the lips for an excitation, at {@link Controls#SAMPLE_RATE}. */
  static double[] speak(
      Controls controls,
      double[] excitation,
      Voice voice,
      Expression expression,
      RandomStream random) {
    double[] samples = excitation.clone();
    new VocalTract(voice, expression).filter(controls, samples);
    addFriction(controls, samples, random);
    return samples;
  }

  private void filter(Controls controls, double[] samples) {
    for (int frame = 0; frame < controls.frames; frame++) {
      int from = frame * Controls.FRAME;
      int to = from + Controls.FRAME;
      double nasality = controls.nasality[frame];
      moving[0].tune(controls.formants[0][frame], 65 + lossHz + 80 * nasality);
      moving[1].tune(controls.formants[1][frame], 95 + 0.5 * lossHz + 60 * nasality);
      moving[2].tune(controls.formants[2][frame], 140 + 80 * nasality);
      nasalZero.tune(NASAL_HZ + NASAL_ZERO_SHIFT_HZ * nasality, NASAL_WIDTH_HZ);
      nasalZero.filter(samples, from, to);
      nasalPole.filter(samples, from, to);
      for (Resonator resonator : moving) {
        resonator.filter(samples, from, to);
      }
      for (Resonator resonator : fixed) {
        resonator.filter(samples, from, to);
      }
    }
  }

  private static void addFriction(Controls controls, double[] samples, RandomStream random) {
    double[] noise = new double[Controls.FRAME];
    double[] state = new double[2];
    for (int frame = 0; frame < controls.frames; frame++) {
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.white();
      }
      if (controls.friction[frame] < 1e-5) {
        state[0] = 0;
        state[1] = 0;
        continue;
      }
      Biquad.bandPass(
              controls.frictionHz[frame], controls.frictionWidth[frame], Controls.SAMPLE_RATE)
          .filter(noise, 0, noise.length, state);
      for (int i = 0; i < noise.length; i++) {
        samples[frame * Controls.FRAME + i] += controls.friction[frame] * noise[i];
      }
    }
  }
}
