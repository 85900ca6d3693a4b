package org.emodna.features;

import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.KernelContext;

/** A stream as somebody outside would write it: log-energy and zero-crossing rate, in Java. */
public final class LoudnessStream implements FrameStream {
  static final String NAME = "loudness";

  /**
   * Its settings.
   *
   * @param floor added to the energy before the logarithm
   * @param hop samples at 16 kHz
   */
  public record Settings(float floor, int hop) {
    public Settings {
      Check.real(floor, 1e-12, 1, NAME + ".floor");
      Check.range(hop, 16, 16_000, NAME + ".hop");
    }
  }

  /** Found by the service loader. */
  public static final class Kind implements FeatureStreamKind<Settings> {
    @Override
    public Section<Settings> section() {
      return new Section<>(NAME, Settings.class, new Settings(1e-6f, 200));
    }

    @Override
    public FeatureStream create(Settings settings) {
      return new LoudnessStream(settings);
    }
  }

  private final Settings settings;

  LoudnessStream(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String spec() {
    return "loudness 1\nfloor=" + settings.floor + "\nhop=" + settings.hop;
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public int sampleRate() {
    return 16_000;
  }

  @Override
  public int hop() {
    return settings.hop;
  }

  @Override
  public int frames(int samples) {
    return samples / settings.hop;
  }

  @Override
  public long centre(int frame) {
    return (long) frame * settings.hop + settings.hop / 2;
  }

  @Override
  public FrameSession session(KernelContext context) {
    return this::compute;
  }

  private float[] compute(float[] x) {
    int frames = frames(x.length);
    float[] values = new float[2 * frames];
    for (int f = 0; f < frames; f++) {
      double energy = 0;
      int crossings = 0;
      for (int i = f * settings.hop; i < (f + 1) * settings.hop; i++) {
        energy += (double) x[i] * x[i];
        crossings += i > 0 && (x[i] < 0) != (x[i - 1] < 0) ? 1 : 0;
      }
      values[2 * f] = (float) Math.log(energy / settings.hop + settings.floor);
      values[2 * f + 1] = (float) crossings / settings.hop;
    }
    return values;
  }
}
