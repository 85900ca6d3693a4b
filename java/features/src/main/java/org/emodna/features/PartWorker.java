package org.emodna.features;

import org.emodna.kernels.KernelContext;

/** One thread's way from a recording to the part that one stream has in the input. */
interface PartWorker extends AutoCloseable {
  /** The part, where the stream is the first: it decides which part of the recording is used. */
  GridPart first(Recording recording);

  /**
   * The part of a further stream, for the same stretch of time.
   *
   * @param grid of the first stream; null where the streams give vectors
   * @param made features of the first stream
   * @param first number of their first frame
   */
  Features beside(FrameGrid grid, Features made, int first, Recording recording);

  @Override
  void close();

  /**
   * Opens the worker that a stream needs.
   *
   * @param analysis shared by all streams of the input; the caller's
   * @param alone whether the input has no other stream
   */
  static PartWorker of(
      FeatureStream stream,
      Framing framing,
      KernelContext context,
      SpeechAnalysis analysis,
      boolean alone) {
    if (stream instanceof FrameStream frames) {
      return new FramePart(frames, framing, context, analysis, alone);
    }
    if (stream instanceof VectorStream vector) {
      return new VectorPart(vector, context);
    }
    return new StoredPart((StoredStream) stream, framing);
  }

  /**
   * For each frame of a grid, the frame of a stream whose centre is nearest in time, the earlier of
   * two equally near.
   *
   * @param grid with the number of its first frame, and how many there are
   * @param shift seconds from the beginning of the signal that the grid's times count from to that
   *     of the stream's
   * @param stream whose frames are looked for
   * @param count how many it has, at least 1
   * @return [frames], ascending
   */
  static int[] nearest(
      FrameGrid grid, int first, int frames, double shift, FrameGrid stream, int count) {
    int[] numbers = new int[frames];
    int nearest = 0;
    for (int frame = 0; frame < frames; frame++) {
      double time = grid.time(first + frame) + shift;
      while (nearest + 1 < count
          && Math.abs(stream.time(nearest + 1) - time) < Math.abs(stream.time(nearest) - time)) {
        nearest++;
      }
      numbers[frame] = nearest;
    }
    return numbers;
  }
}
