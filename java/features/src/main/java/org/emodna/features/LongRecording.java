package org.emodna.features;

import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioException;
import org.emodna.audio.Decoded;
import org.emodna.audio.SampleSource;
import org.emodna.audio.SampleStore;
import org.emodna.base.Problem;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Stream;

/**
 * Features of a recording that is too long to be held: it is read again for the part that they are
 * made of. They have the bits that holding it would give. For speech framing that rests on finding
 * the frames that top_db refers to; where more than eight are within 0.001 dB of the loudest, it
 * may be off by that.
 */
final class LongRecording {
  private final SampleSource source;
  private final Decoded decoded;
  private final MfccStream mfcc;
  private final MfccRecipe recipe;
  private final Framing framing;
  private final Stream stream;
  private final ResampleRatio ratio;
  private final long outputs;

  LongRecording(
      SampleSource source, Decoded decoded, MfccStream mfcc, Framing framing, Stream stream) {
    this.source = source;
    this.decoded = decoded;
    this.mfcc = mfcc;
    this.framing = framing;
    this.stream = stream;
    recipe = mfcc.dialect().recipe();
    ratio = new ResampleRatio(decoded.sampleRate(), recipe.sampleRate());
    outputs = ratio.outputs(decoded.count());
  }

  /** Whether less than all of it would be held. */
  boolean serves() {
    if (framing.kind() == Framing.Kind.FIXED) {
      return outputs > framing.samples();
    }
    return FrameCutter.serves(recipe) && outputs > 4L * recipe.fftLength();
  }

  /**
   * The features.
   *
   * @param usual the dialect's own operation
   */
  GridPart features(Mfcc usual) {
    return framing.kind() == Framing.Kind.FIXED ? fixed(usual) : speech();
  }

  private GridPart fixed(Mfcc usual) {
    long from = (outputs - framing.samples()) / 2;
    Mfcc.Result result = usual.compute(stretch(from, from + framing.samples()));
    requireFrames(result.frames());
    return GridPart.fixed(
        mfcc,
        mfcc.kept(result.values()),
        0,
        framing.samples(),
        UsedPart.samples(from, from + framing.samples(), mfcc));
  }

  private void requireFrames(int frames) {
    if (frames == 0) {
      throw new AudioException(
          decoded.source(),
          "has too short a part for a frame of the dialect " + mfcc.dialect().name());
    }
  }

  private GridPart speech() {
    float[] levels;
    LoudestFrames loudest;
    try (SpeechScan scan = new SpeechScan(stream, recipe, ratio, decoded.count())) {
      source.read(scan);
      requireSame(scan.complete());
      levels = scan.levels();
      loudest = scan.loudest();
    }
    SpeechRange range = SpeechRange.of(levels, framing, mfcc);
    FrameCutter cutter = new FrameCutter(recipe, outputs);
    // Frames at the end need some of what lies before them.
    long from = Math.max(0, cutter.from(range.from()) - 2L * recipe.fftLength());
    float[] audio = stretch(from, cutter.to(range.to()));
    // Frame beside frame, none overlapping: then those that are loudest can stand behind them.
    int window = recipe.windowLength();
    float[] cut = cutter.cut(audio, from, range.from(), range.to(), window);
    List<float[]> references = loudest == null ? List.of() : loudest.frames();
    float[] all = Arrays.copyOf(cut, cut.length + references.size() * window);
    for (int i = 0; i < references.size(); i++) {
      System.arraycopy(references.get(i), 0, all, cut.length + i * window, window);
    }
    int width = recipe.coefficients();
    int frames = range.to() - range.from();
    MfccRecipe apart = FrameCutter.whole(recipe, window, width, recipe.topDb(), recipe.lifter());
    try (Mfcc single = new Mfcc(stream, apart)) {
      float[] values = Arrays.copyOf(single.compute(all).values(), frames * width);
      return new GridPart(
          new Features(frames, mfcc.width(), mfcc.kept(values)),
          range.from(),
          UsedPart.frames(range, levels.length, mfcc));
    }
  }

  /** Samples [from, to) at the recipe's rate. */
  private float[] stretch(long from, long to) {
    long begin = ratio.inputFrom(from);
    long end = ratio.inputTo(to, decoded.count());
    SampleStore store = new SampleStore(begin, end, Integer.MAX_VALUE - 16);
    source.read(store);
    float[] samples = store.samples();
    requireSame(samples.length == end - begin);
    return ratio.resample(stream, samples, from, to);
  }

  private void requireSame(boolean same) {
    if (!same) {
      throw new AudioException(
          Problem.of(decoded.source(), "changed while it was read")
              .remedy("try again when it is complete"));
    }
  }
}
