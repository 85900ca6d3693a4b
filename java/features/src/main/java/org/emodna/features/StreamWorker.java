package org.emodna.features;

import org.emodna.kernels.KernelContext;

/** One thread's way from a recording's samples to the frames of one stream. */
interface StreamWorker extends AutoCloseable {
  /**
   * Resamples a recording, crops it to its centre or pads it with zeros on both sides, and computes
   * its frames.
   *
   * @param length samples at the stream's rate to crop or pad to; 0 = as long as it is
   */
  StreamFrames frames(Recording recording, int length);

  @Override
  void close();

  /**
   * Opens the worker that a stream needs.
   *
   * @param analysis shared by all streams of the input; the caller's
   * @param alone whether the input has no other stream
   */
  static StreamWorker of(
      FrameStream stream, KernelContext context, SpeechAnalysis analysis, boolean alone) {
    if (stream instanceof MfccStream mfcc) {
      return new MfccWorker(mfcc.open(context), alone);
    }
    return stream instanceof AnalysedStream analysed
        ? new FrameWorker(stream, context, samples -> analysed.compute(samples, analysis))
        : new FrameWorker(stream, context, stream.session(context));
  }
}
