package org.emodna.features;

import java.util.Arrays;
import org.emodna.audio.SampleSink;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Stream;

/**
 * Goes once through a long recording for what speech framing asks of the whole: the level of every
 * frame, and the loudest ones. Holds a stretch of some seconds.
 */
final class SpeechScan implements SampleSink, AutoCloseable {
  /** Output samples that are worked on at a time. */
  private static final int STRETCH = 1 << 18;

  private final Stream stream;
  private final MfccRecipe recipe;
  private final ResampleRatio ratio;
  private final FrameCutter cutter;
  private final long count;
  private final long outputs;
  private final Mfcc mfcc;
  private final LoudestFrames loudest;
  private final float[] levels;
  private int frame;

  /** Samples from {@code base} on that are still needed. */
  private float[] input = new float[0];

  private long base;
  private int filled;

  /** Likewise at the recipe's rate. */
  private float[] audio = new float[0];

  private long audioBase;

  SpeechScan(Stream stream, MfccRecipe recipe, ResampleRatio ratio, long count) {
    this.stream = stream;
    this.recipe = recipe;
    this.ratio = ratio;
    this.count = count;
    outputs = ratio.outputs(count);
    cutter = new FrameCutter(recipe, outputs);
    levels = new float[cutter.frames()];
    boolean clips = recipe.topDb() > 0;
    loudest = clips ? new LoudestFrames(recipe.melBins()) : null;
    int coefficients = clips ? recipe.melBins() : 1;
    mfcc = new Mfcc(stream, FrameCutter.whole(recipe, recipe.hop(), coefficients, 0, 0));
  }

  @Override
  public void add(float[] samples, int length, int rate) {
    int taken = (int) Math.min(length, count - base - filled);
    if (filled + taken > input.length) {
      input = Arrays.copyOf(input, Math.max(filled + taken, 2 * input.length));
    }
    System.arraycopy(samples, 0, input, filled, taken);
    filled += taken;
    long next;
    while ((next = audioBase + audio.length) < outputs) {
      long end = Math.min(outputs, next + STRETCH);
      if (ratio.inputTo(end, count) > base + filled) {
        return;
      }
      float[] made = ratio.resample(stream, Arrays.copyOf(input, filled), next, end);
      int kept = audio.length;
      audio = Arrays.copyOf(audio, kept + made.length);
      System.arraycopy(made, 0, audio, kept, made.length);
      measure();
      forget(end);
    }
  }

  /** All frames that are there by now. */
  private void measure() {
    long end = audioBase + audio.length;
    int to = frame;
    while (to < levels.length && (end == outputs || cutter.to(to + 1) <= end)) {
      to++;
    }
    if (to == frame) {
      return;
    }
    float[] cut = cutter.cut(audio, audioBase, frame, to, recipe.hop());
    Mfcc.Result result = mfcc.compute(cut);
    System.arraycopy(result.level(), 0, levels, frame, to - frame);
    if (loudest != null) {
      loudest.see(result.values(), cut, recipe.hop(), recipe.windowLength());
    }
    frame = to;
  }

  private void forget(long end) {
    // The last frames are filled up by what lies before them.
    long audioFrom = Math.max(audioBase, cutter.from(frame) - 2L * recipe.fftLength());
    audio = Arrays.copyOfRange(audio, (int) (audioFrom - audioBase), audio.length);
    audioBase = audioFrom;
    long from = ratio.inputFrom(end);
    int gone = (int) Math.max(0, Math.min(filled, from - base));
    System.arraycopy(input, gone, input, 0, filled - gone);
    filled -= gone;
    base += gone;
  }

  /** Whether the recording had all the samples that it should have. */
  boolean complete() {
    return frame == levels.length;
  }

  /** Level of every frame. */
  float[] levels() {
    return levels;
  }

  /** The loudest frames' samples; null where the recipe doesn't clip. */
  LoudestFrames loudest() {
    return loudest;
  }

  @Override
  public void close() {
    mfcc.close();
  }
}
