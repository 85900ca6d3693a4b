package org.emodna.features;

import java.util.List;
import org.emodna.base.Section;
import org.emodna.kernels.Pitch;

/**
 * Pitch and loudness, frame by frame: F0 in octaves (log2 of Hz), its difference from the frame
 * before, how strongly the frame is voiced, and the level.
 *
 * <p>F0 is that of the best path (Boersma 1993). Through unvoiced frames it is interpolated
 * linearly in octaves between the voiced frames on either side, before the first and behind the
 * last voiced frame it is held. Where no frame is voiced, it is the middle of its range.
 */
public final class ProsodyStream implements AnalysedStream {
  /** The kind's name. */
  public static final String NAME = "prosody";

  /** Of a level in dB of full scale. */
  private static final double LEAST_LEVEL = -100;

  /** The level of a frame is that of so many hops around its centre, as long as a frame of MFCC. */
  private static final int HOPS = 4;

  /** It has no settings. */
  public record Settings() {}

  /** The kind. */
  public static final class Kind implements FeatureStreamKind<Settings> {
    @Override
    public Section<Settings> section() {
      return new Section<>(NAME, Settings.class, new Settings());
    }

    @Override
    public FeatureStream create(Settings settings) {
      return new ProsodyStream();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String spec() {
    return String.join(
        "\n",
        "recipe=emodna-prosody-1",
        "sample_rate=" + SpeechAnalysis.RATE,
        "hop=" + SpeechAnalysis.HOP,
        "pitch=" + SpeechAnalysis.PATH,
        "values=octaves interpolated, difference, strength, level of 2048 samples in dB");
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public List<String> valueNames() {
    return List.of("prosody.f0", "prosody.f0-step", "prosody.voicing", "prosody.level");
  }

  @Override
  public float[] compute(float[] samples, SpeechAnalysis analysis) {
    Pitch.Result pitch = analysis.path(samples);
    double[] octaves = octaves(pitch.f0());
    double[] levels = levels(samples, pitch.frames());
    float[] values = new float[pitch.frames() * 4];
    for (int frame = 0; frame < pitch.frames(); frame++) {
      values[4 * frame] = (float) octaves[frame];
      values[4 * frame + 1] = frame == 0 ? 0 : (float) (octaves[frame] - octaves[frame - 1]);
      values[4 * frame + 2] = pitch.strength()[frame];
      values[4 * frame + 3] = (float) levels[frame];
    }
    return values;
  }

  /**
   * F0 in octaves, interpolated where it is 0.
   *
   * @param f0 Hz
   */
  static double[] octaves(float[] f0) {
    double[] octaves = new double[f0.length];
    int last = -1;
    for (int frame = 0; frame < f0.length; frame++) {
      if (!(f0[frame] > 0)) {
        continue;
      }
      octaves[frame] = log2(f0[frame]);
      for (int between = last + 1; between < frame; between++) {
        double share = last < 0 ? 1 : (double) (between - last) / (frame - last);
        double before = last < 0 ? 0 : octaves[last];
        octaves[between] = before + share * (octaves[frame] - before);
      }
      last = frame;
    }
    double held =
        last < 0
            ? (log2(SpeechAnalysis.PATH.floorHz()) + log2(SpeechAnalysis.PATH.ceilingHz())) / 2
            : octaves[last];
    for (int frame = last + 1; frame < f0.length; frame++) {
      octaves[frame] = held;
    }
    return octaves;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  /** Mean square around each frame's centre in dB of full scale; zeros outside the signal. */
  private static double[] levels(float[] samples, int frames) {
    int hop = SpeechAnalysis.HOP;
    double[] sums = new double[frames + HOPS];
    for (int i = 0; i < samples.length; i++) {
      sums[i / hop] += (double) samples[i] * samples[i];
    }
    double[] levels = new double[frames];
    for (int frame = 0; frame < frames; frame++) {
      double sum = 0;
      for (int block = frame - HOPS / 2; block < frame + HOPS / 2; block++) {
        sum += block < 0 ? 0 : sums[block];
      }
      levels[frame] = Math.max(LEAST_LEVEL, 10 * Math.log10(sum / (HOPS * hop)));
    }
    return levels;
  }
}
