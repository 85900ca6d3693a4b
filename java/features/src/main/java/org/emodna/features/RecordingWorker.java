package org.emodna.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/**
 * One thread's way from a recording to the frames of all streams of an input. The first stream
 * decides which part is used, and its frames are the grid that the others are brought to.
 */
final class RecordingWorker implements AutoCloseable {
  private final List<FrameStream> streams;
  private final Framing framing;
  private final Stream scratch;
  private final List<StreamWorker> workers = new ArrayList<>();

  RecordingWorker(List<FrameStream> streams, Framing framing, KernelContext context) {
    this.streams = streams;
    this.framing = framing;
    scratch = context.stream();
    streams.forEach(stream -> workers.add(StreamWorker.of(stream, context)));
  }

  /** The first stream's features. */
  GridPart grid(Recording recording) {
    if (recording.isLong() && workers.get(0) instanceof MfccWorker worker) {
      MfccStream mfcc = (MfccStream) streams.get(0);
      LongRecording again =
          new LongRecording(recording.source(), recording.decoded(), mfcc, framing, scratch);
      if (again.serves()) {
        return again.features(worker.session().mfcc());
      }
    }
    FrameStream grid = streams.get(0);
    int length = framing.kind() == Framing.Kind.FIXED ? framing.samples() : 0;
    StreamFrames made = frames(0, recording, length);
    if (length == 0) {
      SpeechRange range = SpeechRange.of(made.levels().get(), framing, grid);
      Features features =
          new Features(
              range.to() - range.from(),
              grid.width(),
              Arrays.copyOfRange(
                  made.values(), range.from() * grid.width(), range.to() * grid.width()));
      return new GridPart(features, range.from(), UsedPart.frames(range, made.count(), grid));
    }
    long from = Math.max(0, (made.samples() - length) / 2);
    UsedPart used =
        made.samples() > length ? UsedPart.samples(from, from + length, grid) : UsedPart.ALL;
    int begin = Math.max(0, (length - made.samples()) / 2);
    int end = begin + Math.min(made.samples(), length);
    return GridPart.fixed(grid, made.values(), begin, end, used);
  }

  /**
   * The features of another stream, for the same stretch of time: for each frame of the grid, the
   * stream's frame whose centre is nearest, the earlier of two equally near.
   *
   * @param index of the stream
   * @param grid features of the first stream
   * @param first number of their first frame
   */
  Features other(int index, Features grid, int first, Recording recording) {
    FrameStream stream = streams.get(index);
    FrameStream leader = streams.get(0);
    int length = 0;
    if (framing.kind() == Framing.Kind.FIXED) {
      double exact = (double) framing.samples() * stream.sampleRate() / leader.sampleRate();
      length = (int) Math.max(1, Math.min(Integer.MAX_VALUE - 16, Math.round(exact)));
    }
    StreamFrames made = frames(index, recording, length);
    int width = stream.width();
    float[] values = new float[Math.multiplyExact(grid.frames(), width)];
    int nearest = 0;
    for (int frame = 0; frame < grid.frames(); frame++) {
      double time = (double) leader.centre(first + frame) / leader.sampleRate();
      while (nearest + 1 < made.count()
          && distance(stream, nearest + 1, time) < distance(stream, nearest, time)) {
        nearest++;
      }
      System.arraycopy(made.values(), nearest * width, values, frame * width, width);
    }
    return new Features(grid.frames(), width, values, grid.realFrom(), grid.realTo());
  }

  private static double distance(FrameStream stream, int frame, double time) {
    return Math.abs((double) stream.centre(frame) / stream.sampleRate() - time);
  }

  private StreamFrames frames(int index, Recording recording, int length) {
    StreamFrames made =
        workers.get(index).frames(recording.samples(), recording.decoded().sampleRate(), length);
    if (made.count() == 0) {
      throw recording.tooShort(streams.get(index), made.samples());
    }
    return made;
  }

  @Override
  public void close() {
    workers.forEach(StreamWorker::close);
    scratch.close();
  }
}
