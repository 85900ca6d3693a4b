package org.emodna.features;

import java.util.ArrayList;
import java.util.List;
import org.emodna.kernels.KernelContext;

/**
 * One thread's way from a recording to the frames of all streams of an input, or to its vectors.
 * The first stream decides which part is used, and its frames are the grid that the others are
 * brought to.
 */
final class RecordingWorker implements AutoCloseable {
  private final FrameGrid grid;
  private final SpeechAnalysis analysis;
  private final List<PartWorker> workers = new ArrayList<>();

  RecordingWorker(List<FeatureStream> streams, Framing framing, KernelContext context) {
    grid = InputSpec.grid(streams.get(0)).orElse(null);
    analysis = new SpeechAnalysis(context);
    boolean alone = streams.size() == 1;
    streams.forEach(
        stream -> workers.add(PartWorker.of(stream, framing, context, analysis, alone)));
  }

  /** The first stream's features. */
  GridPart first(Recording recording) {
    return workers.get(0).first(recording);
  }

  /**
   * The features of another stream, for the same stretch of time.
   *
   * @param index of the stream
   * @param made features of the first stream
   * @param first number of their first frame
   */
  Features other(int index, Features made, int first, Recording recording) {
    return workers.get(index).beside(grid, made, first, recording);
  }

  /** To be called when a recording is done with: nothing of it is held then. */
  void forget() {
    analysis.forget();
  }

  @Override
  public void close() {
    workers.forEach(PartWorker::close);
    analysis.close();
  }
}
