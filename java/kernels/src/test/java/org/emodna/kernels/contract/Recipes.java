package org.emodna.kernels.contract;

import org.emodna.kernels.MfccRecipe;

/** Recipes that tests of MFCC take, as docs/dialects.md describes them. */
public final class Recipes {
  private Recipes() {}

  public static final MfccRecipe LIBROSA =
      new MfccRecipe(
          22_050,
          MfccRecipe.Window.HANN,
          2048,
          512,
          2048,
          true,
          false,
          0f,
          1f,
          MfccRecipe.MelScale.SLANEY,
          true,
          false,
          128,
          0f,
          0f,
          MfccRecipe.Log.DECIBEL,
          1e-10f,
          80f,
          39,
          0f);

  public static final MfccRecipe KALDI =
      new MfccRecipe(
          16_000,
          MfccRecipe.Window.POVEY,
          400,
          160,
          512,
          false,
          true,
          0.97f,
          32768f,
          MfccRecipe.MelScale.HTK,
          false,
          true,
          40,
          20f,
          0f,
          MfccRecipe.Log.NATURAL,
          0x1p-23f,
          0f,
          39,
          22f);
}
