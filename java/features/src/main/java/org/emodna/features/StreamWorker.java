package org.emodna.features;

import org.emodna.kernels.KernelContext;

/** One thread's way from a recording's samples to the frames of one stream. */
interface StreamWorker extends AutoCloseable {
  /**
   * Resamples a recording, crops it to its centre or pads it with zeros on both sides, and computes
   * its frames.
   *
   * @param samples mono
   * @param rate of the samples in Hz
   * @param length samples at the stream's rate to crop or pad to; 0 = as long as it is
   */
  StreamFrames frames(float[] samples, int rate, int length);

  @Override
  void close();

  /** Opens the worker that a stream needs. */
  static StreamWorker of(FrameStream stream, KernelContext context) {
    return stream instanceof MfccStream mfcc
        ? new MfccWorker(mfcc.open(context))
        : new FrameWorker(stream, context);
  }
}
