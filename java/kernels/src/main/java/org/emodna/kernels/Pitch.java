package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_pitch_args;

/**
 * Fundamental frequency of clips in Java's memory by one recipe ({@code emodna/speech.h}). Frame i
 * is centred on sample {@code i * hop}, as a centred {@link Mfcc}'s is. It keeps native memory for
 * its input and output from call to call. Like its stream, it may be used by one thread at a time.
 */
public final class Pitch extends ContextResource {
  /**
   * One clip's result.
   *
   * @param frames number of frames: 1 + samples / hop; 0 without samples
   * @param f0 [frames] in Hz; 0 = unvoiced, which only {@link PitchRecipe.Kind#PATH} says
   * @param strength [frames] periodicity: within 0 to 1 by {@link PitchRecipe.Kind#PATH}; by {@link
   *     PitchRecipe.Kind#FRAME_WISE} the normalised autocorrelation at the best lag, as it is
   */
  public record Result(int frames, float[] f0, float[] strength) {}

  private final Stream stream;
  private final PitchRecipe recipe;
  private final emodna_pitch_args args = new emodna_pitch_args();
  private final AudioMemory audio;
  private final AudioMemory f0;
  private final AudioMemory strength;

  /**
   * Pitch on a stream.
   *
   * @throws org.emodna.base.InvalidArgumentException from the first call, if a parameter is out of
   *     range
   */
  public Pitch(Stream stream, PitchRecipe recipe) {
    super(stream.context());
    this.stream = stream;
    this.recipe = recipe;
    audio = AudioMemory.of(stream);
    f0 = AudioMemory.of(stream);
    strength = AudioMemory.of(stream);
    recipe.copyTo(args.recipe());
    register();
  }

  /** What is computed. */
  public PitchRecipe recipe() {
    return recipe;
  }

  /** Number of frames in so many samples. */
  public int frames(int samples) {
    long[] frames = new long[1];
    call(() -> Native.emodna_pitch_frames(args.recipe(), samples, frames));
    return Math.toIntExact(frames[0]);
  }

  /** Pitch of one clip at the recipe's rate. */
  public Result compute(float[] clip) {
    return compute(List.of(clip)).get(0);
  }

  /**
   * Pitch of several clips at the recipe's rate, computed in parallel.
   *
   * @return one result for each clip
   */
  public synchronized List<Result> compute(List<float[]> clips) {
    return stream.context().locked(() -> computeOpen(clips));
  }

  // Java reads and writes the memory too, so nothing may be closed before it ends.
  private List<Result> computeOpen(List<float[]> clips) {
    stream.requireMemory("pitch");
    requireOpen("Pitch");
    int[] samples = clips.stream().mapToInt(clip -> clip.length).toArray();
    try (ClipLayout layout = new ClipLayout(samples, this::frames)) {
      audio.fill(clips, layout);
      f0.grow(layout.rows());
      strength.grow(layout.rows());
      args.clips(layout.clips()).audio(audio.device(0));
      args.sample_offsets(layout.sampleOffsets).frame_offsets(layout.frameOffsets);
      args.f0(f0.device(0)).strength(strength.device(0));
      call(() -> Native.emodna_pitch(stream.handle(), args));
      f0.download(layout.rows());
      strength.download(layout.rows());
      List<Result> results = new ArrayList<>(layout.clips());
      for (int i = 0; i < layout.clips(); i++) {
        float[] hertz = new float[layout.frames[i]];
        float[] strengths = new float[layout.frames[i]];
        f0.host(layout.frameOffsets.get(i)).get(hertz);
        strength.host(layout.frameOffsets.get(i)).get(strengths);
        results.add(new Result(layout.frames[i], hertz, strengths));
      }
      return results;
    }
  }

  private void call(IntSupplier nativeCall) {
    stream.call(
        List.of(),
        () -> {
          requireOpen("Pitch");
          return nativeCall.getAsInt();
        });
  }

  @Override
  void release() {
    args.close();
    audio.close();
    f0.close();
    strength.close();
  }
}
