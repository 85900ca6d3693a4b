package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_mfcc_args;

/**
 * MFCC of clips in Java's memory by one recipe ({@code emodna/audio.h}), on any device. It keeps
 * native memory for its input and output from call to call. Like its stream, it may be used by one
 * thread at a time.
 */
public final class Mfcc extends ContextResource {
  /**
   * One clip's result.
   *
   * @param frames number of frames
   * @param values [frames, coefficients]
   * @param level [frames] mean square of each unwindowed frame in dB of full scale, at least -100
   * @param logMel [frames, mel bins] the logarithms that the cosine transform sees, clipped; of
   *     length 0 unless {@link Mfcc#keepLogMel()} was called
   */
  public record Result(int frames, float[] values, float[] level, float[] logMel) {}

  /**
   * A clip's result with its length at the recipe's rate.
   *
   * @param result the MFCC
   * @param samples length before cropping or padding
   */
  public record Resampled(Result result, int samples) {}

  private final Stream stream;
  private final MfccRecipe recipe;
  private final emodna_mfcc_args args = new emodna_mfcc_args();
  private final AudioMemory input;
  private final AudioMemory audio;
  private final AudioMemory values;
  private final AudioMemory level;
  private final AudioMemory logMel;
  private boolean keepsLogMel;

  /**
   * MFCC on a stream.
   *
   * @throws InvalidArgumentException from the first call, if a parameter is out of range
   */
  public Mfcc(Stream stream, MfccRecipe recipe) {
    super(stream.context());
    this.stream = stream;
    this.recipe = recipe;
    input = AudioMemory.of(stream);
    audio = AudioMemory.of(stream);
    values = AudioMemory.of(stream);
    level = AudioMemory.of(stream);
    logMel = AudioMemory.of(stream);
    recipe.copyTo(args.dialect());
    register();
  }

  /** Has the logarithms of the mel bands in every later result. */
  public Mfcc keepLogMel() {
    keepsLogMel = true;
    return this;
  }

  /** Number of frames in so many samples; 0 if there are too few for one. */
  public int frames(int samples) {
    long[] frames = new long[1];
    call(() -> Native.emodna_mfcc_frames(args.dialect(), samples, frames));
    return Math.toIntExact(frames[0]);
  }

  /** MFCC of one clip at the recipe's rate. */
  public Result compute(float[] clip) {
    return compute(List.of(clip)).get(0);
  }

  /**
   * MFCC of several clips at the recipe's rate, computed in parallel.
   *
   * @return one result for each clip
   */
  public synchronized List<Result> compute(List<float[]> clips) {
    return stream.context().locked(() -> computeOpen(clips));
  }

  // Java reads and writes the memory too, so nothing may be closed before it ends.
  private List<Result> computeOpen(List<float[]> clips) {
    stream.requireMemory("mfcc");
    requireOpen("Mfcc");
    int[] samples = clips.stream().mapToInt(clip -> clip.length).toArray();
    try (ClipLayout layout = new ClipLayout(samples, this::frames)) {
      audio.fill(clips, layout);
      return run(layout.frames, layout.sampleOffsets, layout.frameOffsets);
    }
  }

  /**
   * MFCC of clips in device memory, written to device memory; done when it returns.
   *
   * @param clips at the recipe's rate, one after the other
   * @param samples length of each clip
   * @param mfcc [frames of all clips, coefficients], written
   * @param level [frames of all clips], written (see {@link Result#level}); or null
   */
  public synchronized void compute(Tensor clips, int[] samples, Tensor mfcc, Tensor level) {
    stream.requireNoCapture("mfcc");
    stream.requireMemory("mfcc");
    try (ClipLayout layout = new ClipLayout(samples, this::frames)) {
      List<Tensor> tensors = new ArrayList<>();
      require(clips, "clips", layout.samples(), tensors);
      require(mfcc, "mfcc", layout.rows() * recipe.coefficients(), tensors);
      args.clips(samples.length).audio(clips.floatPointer()).mfcc(mfcc.floatPointer());
      if (level == null) {
        args.level(new FloatPointer());
      } else {
        require(level, "level", layout.rows(), tensors);
        args.level(level.floatPointer());
      }
      args.log_mel(new FloatPointer());
      args.sample_offsets(layout.sampleOffsets).frame_offsets(layout.frameOffsets);
      call(tensors, () -> Native.emodna_mfcc(stream.handle(), args));
    }
  }

  private void require(Tensor tensor, String name, long needed, List<Tensor> tensors) {
    if (tensor.context() != stream.context()
        || tensor.type() != ElementType.FLOAT32
        || tensor.elements() < needed) {
      throw new InvalidArgumentException(
          "mfcc: %s must have %d of %s in this context, not %s"
              .formatted(name, needed, ElementType.FLOAT32, tensor));
    }
    tensors.add(tensor);
  }

  /**
   * MFCC of one clip at any rate. The clip is resampled, then cropped to its centre or padded with
   * zeros on both sides. If the number of samples to cut or to add is odd, the end gets one more.
   *
   * @param clip mono
   * @param rate of the clip in Hz
   * @param length in samples at the recipe's rate to crop or pad to; 0 = neither
   * @return the MFCC and the length before cropping or padding
   */
  public synchronized Resampled compute(float[] clip, int rate, int length) {
    return stream.context().locked(() -> computeOpen(clip, rate, length));
  }

  private Resampled computeOpen(float[] clip, int rate, int length) {
    long[] resampled = new long[1];
    Status.check(Native.emodna_resample_length(clip.length, rate, recipe.sampleRate(), resampled));
    long count = resampled[0];
    long used = length == 0 ? count : length;
    long before = Math.max(0, (used - count) / 2);
    long cut = Math.max(0, (count - used) / 2);
    if (Math.max(count, used) > Integer.MAX_VALUE) {
      throw new InvalidArgumentException("mfcc: a clip of %d samples is too long".formatted(count));
    }
    grow(input, clip.length);
    grow(audio, Math.max(count, used));
    // A buffer copies once; putting an array into a pointer would copy twice.
    input.host(0).asBuffer().put(clip);
    input.upload(clip.length);
    if (used > count) {
      audio.zero(used);
    }
    call(
        () ->
            Native.emodna_resample(
                stream.handle(),
                input.device(0),
                clip.length,
                rate,
                recipe.sampleRate(),
                audio.device(before),
                count));
    int frames = frames((int) used);
    try (LongPointer samples = new LongPointer(cut, cut + used);
        LongPointer rows = new LongPointer(0, frames)) {
      return new Resampled(run(new int[] {frames}, samples, rows).get(0), (int) count);
    }
  }

  /** Clip i has the given frames; its audio is in place. */
  private List<Result> run(int[] frames, LongPointer sampleOffsets, LongPointer frameOffsets) {
    long rows = frameOffsets.get(frames.length);
    grow(values, rows * recipe.coefficients());
    grow(level, rows);
    args.clips(frames.length).audio(audio.device(0));
    args.mfcc(values.device(0)).level(level.device(0));
    int bands = keepsLogMel ? recipe.melBins() : 0;
    grow(logMel, rows * bands);
    args.log_mel(keepsLogMel ? logMel.device(0) : new FloatPointer());
    args.sample_offsets(sampleOffsets).frame_offsets(frameOffsets);
    call(() -> Native.emodna_mfcc(stream.handle(), args));
    values.download(rows * recipe.coefficients());
    level.download(rows);
    if (keepsLogMel) {
      logMel.download(rows * bands);
    }
    List<Result> results = new ArrayList<>(frames.length);
    for (int i = 0; i < frames.length; i++) {
      float[] mfcc = new float[Math.multiplyExact(frames[i], recipe.coefficients())];
      float[] db = new float[frames[i]];
      values.host(frameOffsets.get(i) * recipe.coefficients()).get(mfcc);
      level.host(frameOffsets.get(i)).get(db);
      float[] mel = new float[Math.multiplyExact(frames[i], bands)];
      logMel.host(frameOffsets.get(i) * bands).get(mel);
      results.add(new Result(frames[i], mfcc, db, mel));
    }
    return results;
  }

  private void call(IntSupplier nativeCall) {
    call(List.of(), nativeCall);
  }

  private void call(List<Tensor> tensors, IntSupplier nativeCall) {
    stream.call(
        tensors,
        () -> {
          requireOpen("Mfcc");
          return nativeCall.getAsInt();
        });
  }

  private void grow(AudioMemory memory, long needed) {
    stream.requireMemory("mfcc");
    requireOpen("Mfcc");
    memory.grow(needed);
  }

  @Override
  void release() {
    args.close();
    input.close();
    audio.close();
    values.close();
    level.close();
    logMel.close();
  }
}
