package org.emodna.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_voice_args;

/**
 * Voice quality of clips in Java's memory by one recipe ({@code emodna/speech.h}): jitter, shimmer,
 * harmonics-to-noise ratio, formants and the shape of the spectrum, frame by frame and for the
 * whole clip. Frames are those of {@link Pitch}. It keeps native memory for its input and output
 * from call to call. Like its stream, it may be used by one thread at a time.
 */
public final class Voice extends ContextResource {
  /** Values of a frame. */
  public static final int WIDTH = Native.EMODNA_VOICE_WIDTH;

  /** Names of a frame's values, in their order: units and definitions are in docs/speech.md. */
  public static final List<String> NAMES =
      List.of(
          "jitter",
          "shimmer",
          "hnr",
          "f1",
          "f2",
          "f3",
          "b1",
          "b2",
          "b3",
          "centroid",
          "tilt",
          "alpha",
          "hammarberg",
          "low");

  /**
   * One clip's result.
   *
   * @param frames number of frames
   * @param values [frames, {@link #WIDTH}] in the order of {@link #NAMES}; what belongs to a voice
   *     is interpolated where there is none, and 0 throughout if there is none at all
   * @param summary of the whole clip
   */
  public record Result(int frames, float[] values, Summary summary) {}

  /**
   * A clip's values as Praat gives them; 0 where a value is not defined.
   *
   * @param jitter local: mean difference of neighbouring periods over the mean period
   * @param shimmer local: the same of their amplitudes
   * @param hnr mean harmonicity in dB over the frames that are not silent
   * @param pulses how many glottal pulses were found
   */
  public record Summary(float jitter, float shimmer, float hnr, int pulses) {}

  private final Stream stream;
  private final emodna_voice_args args = new emodna_voice_args();
  private final int hop;
  private final AudioMemory audio;
  private final AudioMemory f0;
  private final AudioMemory values;
  private final AudioMemory summaries;

  /**
   * Voice on a stream.
   *
   * @throws InvalidArgumentException from the first call, if a parameter is out of range
   */
  public Voice(Stream stream, VoiceRecipe recipe) {
    super(stream.context());
    this.stream = stream;
    hop = recipe.hop();
    audio = AudioMemory.of(stream);
    f0 = AudioMemory.of(stream);
    values = AudioMemory.of(stream);
    summaries = AudioMemory.of(stream);
    recipe.copyTo(args.recipe());
    register();
  }

  /**
   * Voice of one clip at the recipe's rate.
   *
   * @param pitch the clip's, by {@link PitchRecipe.Kind#PATH} at the same hop
   */
  public Result compute(float[] clip, Pitch.Result pitch) {
    return compute(List.of(clip), List.of(pitch)).get(0);
  }

  /**
   * Voice of several clips at the recipe's rate, computed in parallel.
   *
   * @param pitches each clip's pitch, by {@link PitchRecipe.Kind#PATH} at the same hop
   * @return one result for each clip
   * @throws InvalidArgumentException if a clip's pitch has another number of frames than the clip
   */
  public synchronized List<Result> compute(List<float[]> clips, List<Pitch.Result> pitches) {
    return stream.context().locked(() -> computeOpen(clips, pitches));
  }

  private int frames(int samples) {
    return samples == 0 ? 0 : 1 + samples / Math.max(1, hop);
  }

  // Java reads and writes the memory too, so nothing may be closed before it ends.
  private List<Result> computeOpen(List<float[]> clips, List<Pitch.Result> pitches) {
    stream.requireMemory("voice");
    requireOpen("Voice");
    int[] samples = clips.stream().mapToInt(clip -> clip.length).toArray();
    try (ClipLayout layout = new ClipLayout(samples, this::frames)) {
      requireFrames(layout, pitches);
      audio.fill(clips, layout);
      f0.grow(layout.rows());
      values.grow(layout.rows() * WIDTH);
      summaries.grow((long) layout.clips() * Native.EMODNA_VOICE_SUMMARY);
      for (int i = 0; i < layout.clips(); i++) {
        f0.host(layout.frameOffsets.get(i)).asBuffer().put(pitches.get(i).f0());
      }
      f0.upload(layout.rows());
      args.clips(layout.clips()).audio(audio.device(0)).f0(f0.device(0));
      args.sample_offsets(layout.sampleOffsets).frame_offsets(layout.frameOffsets);
      args.values(values.device(0)).summary(summaries.device(0));
      call(() -> Native.emodna_voice(stream.handle(), args));
      values.download(layout.rows() * WIDTH);
      summaries.download((long) layout.clips() * Native.EMODNA_VOICE_SUMMARY);
      List<Result> results = new ArrayList<>(layout.clips());
      for (int i = 0; i < layout.clips(); i++) {
        float[] frames = new float[Math.multiplyExact(layout.frames[i], WIDTH)];
        values.host(layout.frameOffsets.get(i) * WIDTH).get(frames);
        results.add(new Result(layout.frames[i], frames, summary(i)));
      }
      return results;
    }
  }

  private static void requireFrames(ClipLayout layout, List<Pitch.Result> pitches) {
    int[] given = pitches.stream().mapToInt(pitch -> pitch.f0().length).toArray();
    if (!Arrays.equals(given, layout.frames)) {
      throw new InvalidArgumentException(
          "voice: the pitch has %s frames, but the clips have %s; compute it from the same samples at the same hop"
              .formatted(Arrays.toString(given), Arrays.toString(layout.frames)));
    }
  }

  private Summary summary(int clip) {
    float[] read = new float[Native.EMODNA_VOICE_SUMMARY];
    summaries.host((long) clip * read.length).get(read);
    return new Summary(
        read[Native.EMODNA_VOICE_JITTER_LOCAL],
        read[Native.EMODNA_VOICE_SHIMMER_LOCAL],
        read[Native.EMODNA_VOICE_MEAN_HNR],
        (int) read[Native.EMODNA_VOICE_PULSES]);
  }

  private void call(IntSupplier nativeCall) {
    stream.call(
        List.of(),
        () -> {
          requireOpen("Voice");
          return nativeCall.getAsInt();
        });
  }

  @Override
  void release() {
    args.close();
    audio.close();
    f0.close();
    values.close();
    summaries.close();
  }
}
