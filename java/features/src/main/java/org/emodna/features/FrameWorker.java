package org.emodna.features;

import org.emodna.base.Problem;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/** Resamples and frames for any stream, checks what it computes, and measures levels in Java. */
final class FrameWorker implements StreamWorker {
  /** What the native kernel gives for silence. */
  private static final float LEAST_LEVEL = -100;

  private final FrameStream stream;
  private final Stream resampling;
  private final FrameSession session;

  /**
   * Makes one.
   *
   * @param session closed with this
   */
  FrameWorker(FrameStream stream, KernelContext context, FrameSession session) {
    this.stream = stream;
    resampling = context.stream();
    this.session = session;
  }

  @Override
  public StreamFrames frames(Recording recording, int length) {
    float[] resampled = recording.at(stream.sampleRate(), resampling);
    float[] audio = length == 0 ? resampled : recording.framed(stream.sampleRate(), length);
    int count = stream.frames(audio.length);
    float[] values = count == 0 ? new float[0] : session.compute(audio);
    require(values, count);
    return new StreamFrames(count, values, () -> levels(audio, count), resampled.length);
  }

  private void require(float[] values, int count) {
    if (values.length != (long) count * stream.width()) {
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(stream.name()),
                  "gave %d values for %d frames of %d"
                      .formatted(values.length, count, stream.width()))
              .remedy("its code must be fixed"));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new FeatureException(
            Problem.of(
                    FeatureStreams.subject(stream.name()),
                    "gave %s in frame %d".formatted(values[i], i / stream.width()))
                .remedy("its code must be fixed"));
      }
    }
  }

  /** Mean square of the stretch that each frame stands for, in dB of full scale. */
  private float[] levels(float[] audio, int count) {
    float[] levels = new float[count];
    for (int frame = 0; frame < count; frame++) {
      levels[frame] = level(audio, stream.begin(frame), stream.end(frame));
    }
    return levels;
  }

  /** Mean square of samples [begin, end), as far as there are any, in dB; at least -100. */
  static float level(float[] audio, long begin, long end) {
    int from = (int) Math.max(0, Math.min(audio.length, begin));
    int to = (int) Math.max(from, Math.min(audio.length, end));
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) audio[i] * audio[i];
    }
    return level(sum, to - from);
  }

  /** Likewise of so many samples' sum of squares. */
  static float level(double sum, long count) {
    double level = count == 0 ? LEAST_LEVEL : 10 * Math.log10(sum / count);
    return (float) Math.max(LEAST_LEVEL, level);
  }

  @Override
  public void close() {
    session.close();
    resampling.close();
  }
}
