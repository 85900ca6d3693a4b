package org.emodna.features;

import org.emodna.kernels.Mfcc;

/**
 * MFCC of a recording; levels come with it.
 *
 * @param session computes it
 * @param alone whether no other stream is made of the recording: the samples of one that is held go
 *     to the native operation as they were decoded then, and are never resampled in Java's memory.
 *     The bits are the same
 */
record MfccWorker(MfccSession session, boolean alone) implements StreamWorker {
  @Override
  public StreamFrames frames(Recording recording, int length) {
    int rate = session.wanted().sampleRate();
    Mfcc.Result result;
    int samples;
    if (alone && !recording.isLong()) {
      int from = recording.decoded().sampleRate();
      Mfcc.Resampled made = session.mfcc().compute(recording.samples(), from, length);
      result = made.result();
      samples = made.samples();
    } else {
      float[] audio = recording.at(rate, session.stream());
      samples = audio.length;
      result = session.mfcc().compute(length == 0 ? audio : recording.framed(rate, length));
    }
    float[] kept = session.wanted().kept(result.values());
    return new StreamFrames(result.frames(), kept, result::level, samples);
  }

  @Override
  public void close() {
    session.close();
  }
}
