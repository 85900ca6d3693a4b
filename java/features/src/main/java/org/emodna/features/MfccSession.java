package org.emodna.features;

import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Stream;

/**
 * MFCC for one thread.
 *
 * @param stream where it runs; closed with the session
 * @param mfcc the operation
 */
record MfccSession(Stream stream, Mfcc mfcc) implements FrameSession {
  MfccSession(Stream stream, MfccRecipe recipe) {
    this(stream, new Mfcc(stream, recipe));
  }

  @Override
  public float[] compute(float[] samples) {
    return mfcc.compute(samples).values();
  }

  @Override
  public void close() {
    mfcc.close();
    stream.close();
  }
}
