package org.emodna.features;

import org.emodna.kernels.KernelContext;

/** A stream of frames that comes from the {@link SpeechAnalysis} and can share one with others. */
interface AnalysedStream extends FrameStream {
  @Override
  default int sampleRate() {
    return SpeechAnalysis.RATE;
  }

  @Override
  default int hop() {
    return SpeechAnalysis.HOP;
  }

  @Override
  default int frames(int samples) {
    return SpeechAnalysis.frames(samples);
  }

  @Override
  default long centre(int frame) {
    return (long) frame * SpeechAnalysis.HOP;
  }

  /**
   * Computes the frames of a signal.
   *
   * @param samples mono at 22,050 Hz
   * @return [frames, width]
   */
  float[] compute(float[] samples, SpeechAnalysis analysis);

  @Override
  default FrameSession session(KernelContext context) {
    SpeechAnalysis own = new SpeechAnalysis(context);
    return new FrameSession() {
      @Override
      public float[] compute(float[] samples) {
        float[] values = AnalysedStream.this.compute(samples, own);
        // Whoever calls may change the samples.
        own.forget();
        return values;
      }

      @Override
      public void close() {
        own.close();
      }
    };
  }
}
