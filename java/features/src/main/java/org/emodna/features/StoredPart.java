package org.emodna.features;

import org.emodna.base.Problem;

/** The part of a {@link StoredStream}. */
final class StoredPart implements PartWorker {
  private final StoredStream stream;
  private final Framing framing;

  StoredPart(StoredStream stream, Framing framing) {
    this.stream = stream;
    this.framing = framing;
  }

  @Override
  public GridPart first(Recording recording) {
    StoredValues found = recording.stored(stream);
    if (stream.grid().isEmpty()) {
      return new GridPart(vector(found), 0, UsedPart.ALL);
    }
    FrameGrid grid = stream.grid().get();
    float[] levels = levels(grid, found.frames(), recording);
    SpeechRange range = SpeechRange.of(levels, framing, grid);
    Features features = features(found, range.from(), range.to(), range.to() - range.from());
    double half = half(grid);
    double from = range.from() == 0 ? 0 : grid.time(range.from()) - half;
    double to =
        range.to() == found.frames() ? Double.POSITIVE_INFINITY : grid.time(range.to() - 1) + half;
    return new GridPart(features, range.from(), new UsedPart(from, to));
  }

  @Override
  public Features beside(FrameGrid grid, Features made, int first, Recording recording) {
    StoredValues found = recording.stored(stream);
    if (stream.grid().isEmpty()) {
      return vector(found);
    }
    double shift = 0;
    if (framing.kind() == Framing.Kind.FIXED) {
      // The grid's times count from the beginning of the crop, or of the zeros before a short one.
      int rate = grid.sampleRate();
      long count =
          new ResampleRatio(recording.decoded().sampleRate(), rate)
              .outputs(recording.decoded().count());
      long length = framing.samples();
      shift = (double) (count > length ? (count - length) / 2 : -((length - count) / 2)) / rate;
    }
    int[] nearest =
        PartWorker.nearest(grid, first, made.frames(), shift, stream.grid().get(), found.frames());
    int from = nearest[0];
    int to = nearest[nearest.length - 1] + 1;
    float[] read = features(found, from, to, to - from).values();
    int width = stream.width();
    float[] values = new float[Math.multiplyExact(made.frames(), width)];
    for (int frame = 0; frame < nearest.length; frame++) {
      System.arraycopy(read, (nearest[frame] - from) * width, values, frame * width, width);
    }
    return new Features(made.frames(), width, values, made.realFrom(), made.realTo());
  }

  private Features vector(StoredValues found) {
    return features(found, 0, 1, found.frames());
  }

  private Features features(StoredValues found, int from, int to, int frames) {
    float[] values = found.read(from, to);
    if (to - from != frames || values.length != (long) frames * stream.width()) {
      throw new FeatureException(
          Problem.of(
                  FeatureStreams.subject(stream.name()),
                  "gave %d values for %d frames of %d"
                      .formatted(values.length, frames, stream.width()))
              .remedy("its code must be fixed"));
    }
    return new Features(frames, stream.width(), values);
  }

  private static double half(FrameGrid grid) {
    return (grid.time(1) - grid.time(0)) / 2;
  }

  /** Mean square of the stretch of audio that each frame stands for, in dB of full scale. */
  private static float[] levels(FrameGrid grid, int frames, Recording recording) {
    double rate = recording.decoded().sampleRate();
    double half = half(grid);
    long[] begins = new long[frames];
    long[] ends = new long[frames];
    for (int frame = 0; frame < frames; frame++) {
      begins[frame] = Math.round((grid.time(frame) - half) * rate);
      ends[frame] = Math.round((grid.time(frame) + half) * rate);
    }
    StretchLevels levels = new StretchLevels(begins, ends);
    recording.read(levels);
    return levels.levels();
  }

  @Override
  public void close() {}
}
