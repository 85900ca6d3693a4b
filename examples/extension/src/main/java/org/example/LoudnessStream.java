package org.example;

import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.features.FeatureStream;
import org.emodna.features.FeatureStreamKind;
import org.emodna.features.FrameSession;
import org.emodna.features.FrameStream;
import org.emodna.kernels.KernelContext;

/** Log-energy and zero-crossing rate of stretches that follow each other. */
public final class LoudnessStream implements FrameStream {
  private static final String NAME = "loudness";
  private static final int RATE = 16_000;

  /**
   * Settings.
   *
   * @param floor added to the energy before the logarithm
   * @param hop samples of a frame at 16 kHz
   */
  public record Options(float floor, int hop) {
    public Options {
      Check.real(floor, 1e-12, 1, "loudness.floor");
      Check.range(hop, 16, 16_000, "loudness.hop");
    }
  }

  /** What META-INF/services names. */
  public static final class Kind implements FeatureStreamKind<Options> {
    @Override
    public Section<Options> section() {
      return new Section<>(NAME, Options.class, new Options(1e-6f, 200));
    }

    @Override
    public FeatureStream create(Options options) {
      return new LoudnessStream(options);
    }
  }

  private final Options options;

  private LoudnessStream(Options options) {
    this.options = options;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Begins with a version, to be raised whenever the code gives other values. */
  @Override
  public String spec() {
    return "loudness 1\nrate=" + RATE + "\nfloor=" + options.floor + "\nhop=" + options.hop;
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public int hop() {
    return options.hop;
  }

  @Override
  public int frames(int samples) {
    return samples / options.hop;
  }

  @Override
  public long centre(int frame) {
    return (long) frame * options.hop + options.hop / 2;
  }

  @Override
  public FrameSession session(KernelContext context) {
    return this::compute;
  }

  private float[] compute(float[] samples) {
    float[] values = new float[2 * frames(samples.length)];
    for (int f = 0; f < values.length / 2; f++) {
      double energy = 0;
      int crossings = 0;
      for (int i = f * options.hop; i < (f + 1) * options.hop; i++) {
        energy += (double) samples[i] * samples[i];
        crossings += i > 0 && (samples[i] < 0) != (samples[i - 1] < 0) ? 1 : 0;
      }
      values[2 * f] = (float) Math.log(energy / options.hop + options.floor);
      values[2 * f + 1] = (float) crossings / options.hop;
    }
    return values;
  }
}
