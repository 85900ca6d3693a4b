package org.emodna.kernels.contract;

import org.emodna.kernels.MfccRecipe;

/** Recipes that tests of MFCC take, as docs/dialects.md describes them. */
public final class Recipes {
  private Recipes() {}

  public static final MfccRecipe LIBROSA =
      MfccRecipe.builder()
          .sampleRate(22_050)
          .window(MfccRecipe.Window.HANN)
          .windowLength(2048)
          .hop(512)
          .fftLength(2048)
          .centred(true)
          .removeDc(false)
          .preemphasis(0f)
          .inputScale(1f)
          .melScale(MfccRecipe.MelScale.SLANEY)
          .melAreaNorm(true)
          .melTriangles(false)
          .melBins(128)
          .lowHz(0f)
          .highHz(0f)
          .log(MfccRecipe.Log.DECIBEL)
          .logFloor(1e-10f)
          .topDb(80f)
          .coefficients(39)
          .lifter(0f)
          .build();

  public static final MfccRecipe KALDI =
      MfccRecipe.builder()
          .sampleRate(16_000)
          .window(MfccRecipe.Window.POVEY)
          .windowLength(400)
          .hop(160)
          .fftLength(512)
          .centred(false)
          .removeDc(true)
          .preemphasis(0.97f)
          .inputScale(32768f)
          .melScale(MfccRecipe.MelScale.HTK)
          .melAreaNorm(false)
          .melTriangles(true)
          .melBins(40)
          .lowHz(20f)
          .highHz(0f)
          .log(MfccRecipe.Log.NATURAL)
          .logFloor(0x1p-23f)
          .topDb(0f)
          .coefficients(39)
          .lifter(22f)
          .build();
}
