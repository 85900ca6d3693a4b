package org.emodna.features;

import org.emodna.kernels.Mfcc;

/** MFCC in one native call, from the samples as they were decoded; levels come with it. */
record MfccWorker(MfccSession session) implements StreamWorker {
  @Override
  public StreamFrames frames(Recording recording, int length) {
    int rate = recording.decoded().sampleRate();
    Mfcc.Resampled made = session.mfcc().compute(recording.samples(), rate, length);
    Mfcc.Result result = made.result();
    return new StreamFrames(
        result.frames(), session.wanted().kept(result.values()), result::level, made.samples());
  }

  @Override
  public void close() {
    session.close();
  }
}
