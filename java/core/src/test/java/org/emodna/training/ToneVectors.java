package org.emodna.training;

import org.emodna.base.Section;
import org.emodna.features.FeatureStream;
import org.emodna.features.FeatureStreamKind;
import org.emodna.features.VectorSession;
import org.emodna.features.VectorStream;
import org.emodna.kernels.KernelContext;

/** One vector an utterance: how strong some frequencies are, in dB. Enough to tell tones apart. */
public final class ToneVectors implements VectorStream {
  /** Of the kind. */
  public static final String NAME = "tone-vectors";

  private static final int RATE = 8_000;
  private static final int[] HERTZ = {100, 200, 300, 400, 600, 800, 1200};

  /** No settings. */
  public record Settings() {}

  /** Found by the service loader. */
  public static final class Kind implements FeatureStreamKind<Settings> {
    @Override
    public Section<Settings> section() {
      return new Section<>(NAME, Settings.class, new Settings());
    }

    @Override
    public FeatureStream create(Settings settings) {
      return new ToneVectors();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String spec() {
    return "tone-vectors 1";
  }

  @Override
  public int width() {
    return HERTZ.length;
  }

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public VectorSession session(KernelContext context) {
    return ToneVectors::compute;
  }

  /** Over short pieces, since a tone's frequency is not quite one of these. */
  private static float[] compute(float[] x) {
    float[] values = new float[HERTZ.length];
    for (int f = 0; f < HERTZ.length; f++) {
      double power = 0;
      for (int from = 0; from < x.length; from += 200) {
        double re = 0;
        double im = 0;
        for (int t = from; t < Math.min(x.length, from + 200); t++) {
          double phase = 2 * Math.PI * HERTZ[f] * t / RATE;
          re += x[t] * StrictMath.cos(phase);
          im += x[t] * StrictMath.sin(phase);
        }
        power += re * re + im * im;
      }
      values[f] = (float) (10 * StrictMath.log10(power / x.length + 1e-6));
    }
    return values;
  }
}
