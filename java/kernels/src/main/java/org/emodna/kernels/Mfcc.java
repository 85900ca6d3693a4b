package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_mfcc_args;

/**
 * MFCC of clips in host memory by one recipe ({@code emodna/audio.h}). Keeps native memory for its
 * input and output from call to call; belongs to one thread at a time, as its stream does.
 */
public final class Mfcc implements AutoCloseable {
  /**
   * One clip's result.
   *
   * @param frames number of frames
   * @param values [frames, coefficients]
   * @param level [frames] mean square of each unwindowed frame in dB of full scale, at least -100
   */
  public record Result(int frames, float[] values, float[] level) {}

  /**
   * A clip's result with the length that it has at the recipe's rate.
   *
   * @param result the MFCC
   * @param samples before cropping or padding
   */
  public record Resampled(Result result, int samples) {}

  private final Stream stream;
  private final MfccRecipe recipe;
  private final emodna_mfcc_args args = new emodna_mfcc_args();
  private FloatPointer input = new FloatPointer(1);
  private FloatPointer audio = new FloatPointer(1);
  private FloatPointer values = new FloatPointer(1);
  private FloatPointer level = new FloatPointer(1);
  private boolean closed;

  /**
   * Makes one. Needs a stream of the CPU.
   *
   * @param stream where it runs
   * @param recipe what it computes
   */
  public Mfcc(Stream stream, MfccRecipe recipe) {
    HostAudio.requireCpu(stream, "Mfcc");
    this.stream = stream;
    this.recipe = recipe;
    recipe.copyTo(args.dialect());
    stream.context().resources().add(this);
  }

  /** Frames that so many samples give; 0 where they are too few. */
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
   * MFCC of several clips at the recipe's rate, in parallel over them and over their frames.
   *
   * @return one result a clip
   */
  public synchronized List<Result> compute(List<float[]> clips) {
    return stream.context().locked(() -> computeOpen(clips));
  }

  // Memory is read and written by Java too, so the whole of it runs while nothing can be closed.
  private List<Result> computeOpen(List<float[]> clips) {
    int[] frames = new int[clips.size()];
    try (LongPointer sampleOffsets = new LongPointer(clips.size() + 1L);
        LongPointer frameOffsets = new LongPointer(clips.size() + 1L)) {
      sampleOffsets.put(0, 0);
      frameOffsets.put(0, 0);
      for (int i = 0; i < frames.length; i++) {
        frames[i] = frames(clips.get(i).length);
        sampleOffsets.put(i + 1L, sampleOffsets.get(i) + clips.get(i).length);
        frameOffsets.put(i + 1L, frameOffsets.get(i) + frames[i]);
      }
      audio = grown(audio, sampleOffsets.get(frames.length));
      values = grown(values, frameOffsets.get(frames.length) * recipe.coefficients());
      level = grown(level, frameOffsets.get(frames.length));
      for (int i = 0; i < frames.length; i++) {
        audio.position(sampleOffsets.get(i));
        audio.asBuffer().put(clips.get(i));
      }
      audio.position(0);
      args.clips(frames.length).audio(audio).mfcc(values).level(level);
      args.sample_offsets(sampleOffsets).frame_offsets(frameOffsets);
      call(() -> Native.emodna_mfcc(stream.handle(), args));
      return results(frames, frameOffsets);
    }
  }

  /**
   * MFCC of one clip at any rate: resampled, then cropped to its centre or padded with zeros on
   * both sides, then computed, without a copy in between.
   *
   * @param clip mono
   * @param rate of the clip in Hz
   * @param length samples at the recipe's rate to crop or pad to (the smaller half of the padding
   *     comes first, as does the smaller half of what is cut); 0 = as long as it is
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
    input = grown(input, clip.length);
    audio = grown(audio, Math.max(count, used));
    // Through a buffer: one copy, where putting an array into a pointer makes two.
    input.asBuffer().put(clip);
    if (used > count) {
      Pointer.memset(audio, 0, used * Float.BYTES);
    }
    call(
        () ->
            Native.emodna_resample(
                stream.handle(),
                input,
                clip.length,
                rate,
                recipe.sampleRate(),
                audio.position(before),
                count));
    audio.position(0);
    int frames = frames((int) used);
    values = grown(values, (long) frames * recipe.coefficients());
    level = grown(level, frames);
    try (LongPointer samples = new LongPointer(cut, cut + used);
        LongPointer rows = new LongPointer(0, frames)) {
      args.clips(1).audio(audio).mfcc(values).level(level);
      args.sample_offsets(samples).frame_offsets(rows);
      call(() -> Native.emodna_mfcc(stream.handle(), args));
      return new Resampled(results(new int[] {frames}, rows).get(0), (int) count);
    }
  }

  private List<Result> results(int[] frames, LongPointer frameOffsets) {
    List<Result> results = new ArrayList<>(frames.length);
    for (int i = 0; i < frames.length; i++) {
      float[] mfcc = new float[Math.multiplyExact(frames[i], recipe.coefficients())];
      float[] db = new float[frames[i]];
      values.position(frameOffsets.get(i) * recipe.coefficients()).get(mfcc);
      level.position(frameOffsets.get(i)).get(db);
      results.add(new Result(frames[i], mfcc, db));
    }
    values.position(0);
    level.position(0);
    return results;
  }

  private void call(java.util.function.IntSupplier nativeCall) {
    stream.call(
        List.of(),
        () -> {
          requireOpen();
          return nativeCall.getAsInt();
        });
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedResourceException("Mfcc");
    }
  }

  private FloatPointer grown(FloatPointer memory, long needed) {
    requireOpen();
    if (memory.capacity() >= needed) {
      return memory;
    }
    memory.close();
    return new FloatPointer(needed + needed / 4);
  }

  @Override
  public void close() {
    stream
        .context()
        .exclusively(
            () -> {
              if (!closed) {
                closed = true;
                stream.context().resources().remove(this);
                args.close();
                input.close();
                audio.close();
                values.close();
                level.close();
              }
            });
  }
}
