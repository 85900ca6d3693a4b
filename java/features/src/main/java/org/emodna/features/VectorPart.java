package org.emodna.features;

import org.emodna.base.Problem;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/** The part of a {@link VectorStream}: one frame that stands for the whole utterance. */
final class VectorPart implements PartWorker {
  private final VectorStream stream;
  private final Stream resampling;
  private final VectorSession session;

  VectorPart(VectorStream stream, KernelContext context) {
    this.stream = stream;
    resampling = context.stream();
    session = stream.session(context);
  }

  @Override
  public GridPart first(Recording recording) {
    return new GridPart(vector(recording), 0, UsedPart.ALL);
  }

  @Override
  public Features beside(FrameGrid grid, Features made, int first, Recording recording) {
    return vector(recording);
  }

  private Features vector(Recording recording) {
    float[] audio = recording.at(stream.sampleRate(), resampling);
    if (audio.length < stream.leastSamples()) {
      throw recording.tooShort(stream, audio.length);
    }
    float[] values = session.compute(audio);
    if (values.length != stream.width()) {
      throw broken("gave %d values, not %d".formatted(values.length, stream.width()));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw broken("gave %s as %s".formatted(values[i], stream.valueNames().get(i)));
      }
    }
    return new Features(1, values.length, values);
  }

  private FeatureException broken(String how) {
    return new FeatureException(
        Problem.of(FeatureStreams.subject(stream.name()), how).remedy("its code must be fixed"));
  }

  @Override
  public void close() {
    session.close();
    resampling.close();
  }
}
