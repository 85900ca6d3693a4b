package org.emodna.features;

import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Stream;

/**
 * MFCC for one thread.
 *
 * @param stream where it runs; closed with the session
 * @param mfcc the operation, which gives all coefficients
 * @param wanted which of them are kept
 */
record MfccSession(Stream stream, Mfcc mfcc, MfccStream wanted) implements FrameSession {
  MfccSession(Stream stream, MfccStream wanted) {
    this(stream, new Mfcc(stream, wanted.dialect().recipe()), wanted);
  }

  @Override
  public float[] compute(float[] samples) {
    return wanted.kept(mfcc.compute(samples).values());
  }

  @Override
  public void close() {
    mfcc.close();
    stream.close();
  }
}
