package org.emodna.features;

import java.util.Arrays;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/** The part of a {@link FrameStream}. */
final class FramePart implements PartWorker {
  private final FrameStream stream;
  private final Framing framing;
  private final Stream scratch;
  private final StreamWorker worker;

  FramePart(
      FrameStream stream,
      Framing framing,
      KernelContext context,
      SpeechAnalysis analysis,
      boolean alone) {
    this.stream = stream;
    this.framing = framing;
    scratch = context.stream();
    worker = StreamWorker.of(stream, context, analysis, alone);
  }

  @Override
  public GridPart first(Recording recording) {
    if (recording.isLong() && worker instanceof MfccWorker own) {
      MfccStream mfcc = (MfccStream) stream;
      LongRecording again =
          new LongRecording(recording.source(), recording.decoded(), mfcc, framing, scratch);
      if (again.serves()) {
        return again.features(own.session().mfcc());
      }
    }
    int length = framing.kind() == Framing.Kind.FIXED ? framing.samples() : 0;
    StreamFrames made = frames(recording, length);
    if (length == 0) {
      SpeechRange range = SpeechRange.of(made.levels().get(), framing, stream);
      Features features =
          new Features(
              range.to() - range.from(),
              stream.width(),
              Arrays.copyOfRange(
                  made.values(), range.from() * stream.width(), range.to() * stream.width()));
      return new GridPart(features, range.from(), UsedPart.frames(range, made.count(), stream));
    }
    long from = Math.max(0, (made.samples() - length) / 2);
    UsedPart used =
        made.samples() > length ? UsedPart.samples(from, from + length, stream) : UsedPart.ALL;
    int begin = Math.max(0, (length - made.samples()) / 2);
    int end = begin + Math.min(made.samples(), length);
    return GridPart.fixed(stream, made.values(), begin, end, used);
  }

  @Override
  public Features beside(FrameGrid grid, Features first, int number, Recording recording) {
    int length = 0;
    if (framing.kind() == Framing.Kind.FIXED) {
      double exact = (double) framing.samples() * stream.sampleRate() / grid.sampleRate();
      length = (int) Math.max(1, Math.min(Integer.MAX_VALUE - 16, Math.round(exact)));
    }
    StreamFrames made = frames(recording, length);
    int width = stream.width();
    float[] values = new float[Math.multiplyExact(first.frames(), width)];
    int[] nearest = PartWorker.nearest(grid, number, first.frames(), 0, stream, made.count());
    for (int frame = 0; frame < nearest.length; frame++) {
      System.arraycopy(made.values(), nearest[frame] * width, values, frame * width, width);
    }
    return new Features(first.frames(), width, values, first.realFrom(), first.realTo());
  }

  private StreamFrames frames(Recording recording, int length) {
    StreamFrames made = worker.frames(recording, length);
    if (made.count() == 0) {
      throw recording.tooShort(stream, made.samples());
    }
    return made;
  }

  @Override
  public void close() {
    worker.close();
    scratch.close();
  }
}
