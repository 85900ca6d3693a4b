package org.emodna.features;

import java.util.List;
import java.util.stream.IntStream;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Section;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.MfccRecipe;

/** MFCC in one dialect, all or some of its coefficients, computed by the native kernels. */
public final class MfccStream implements FrameStream {
  /** The kind's name. */
  public static final String NAME = "mfcc";

  private final Dialect dialect;
  private final MfccRecipe recipe;
  private final int first;
  private final int coefficients;

  /**
   * Makes a stream of all coefficients that the dialect has.
   *
   * @param dialect what is computed
   */
  public MfccStream(Dialect dialect) {
    this(dialect, 0, dialect.recipe().coefficients());
  }

  /**
   * Makes a stream of some of a dialect's coefficients. Their bits are those that they have among
   * all.
   *
   * @param dialect what is computed
   * @param first number of the first coefficient that is kept; c0 is the level
   * @param coefficients how many are kept, at least 1
   * @throws ConfigException if the dialect has fewer
   */
  public MfccStream(Dialect dialect, int first, int coefficients) {
    this.dialect = dialect;
    recipe = dialect.recipe();
    Check.that(
        first >= 0 && coefficients >= 1 && first + coefficients <= recipe.coefficients(),
        NAME + ".coefficients",
        "must be at least 1 and, from mfcc.first on, end with c%d, the last of %s; %d from c%d don't"
            .formatted(recipe.coefficients() - 1, dialect.name(), coefficients, first));
    this.first = first;
    this.coefficients = coefficients;
  }

  /**
   * Settings of MFCC.
   *
   * @param dialect name of the recipe: librosa-0.8, kaldi or htk
   * @param first number of the first coefficient that is kept; 0 is c0, the level
   * @param coefficients how many are kept from that one on
   */
  public record Settings(String dialect, int first, int coefficients) {
    /** Checks the name and the range. */
    public Settings {
      String[] names = Dialect.all().stream().map(Dialect::name).toArray(String[]::new);
      Check.oneOf(dialect, NAME + ".dialect", names);
      int all = Dialect.of(dialect).recipe().coefficients();
      Check.range(first, 0, all - 1, NAME + ".first");
      Check.range(coefficients, 1, all - first, NAME + ".coefficients");
    }

    /**
     * c1 to c12 of the default dialect: what carries over from corpus to corpus. Those above hold
     * the harmonics and the channel, c0 the level.
     */
    public static Settings defaults() {
      return new Settings(Dialect.all().get(0).name(), 1, 12);
    }

    /** All coefficients of a dialect, as TIM-Net's code takes them. */
    public static Settings all(String dialect) {
      return new Settings(dialect, 0, Dialect.of(dialect).recipe().coefficients());
    }
  }

  /** The kind. */
  public static final class Kind implements FeatureStreamKind<Settings> {
    @Override
    public Section<Settings> section() {
      return new Section<>(NAME, Settings.class, Settings.defaults());
    }

    @Override
    public FeatureStream create(Settings settings) {
      return new MfccStream(
          Dialect.of(settings.dialect()), settings.first(), settings.coefficients());
    }

    /** A model from before there was a choice has all coefficients. */
    @Override
    public Settings absent() {
      return Settings.all(Settings.defaults().dialect());
    }
  }

  /** The dialect. */
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String spec() {
    return isWhole()
        ? dialect.canonical()
        : dialect.canonical() + "\nkept=c%d to c%d".formatted(first, first + coefficients - 1);
  }

  @Override
  public int width() {
    return coefficients;
  }

  @Override
  public List<String> valueNames() {
    return IntStream.range(first, first + coefficients).mapToObj(i -> NAME + ".c" + i).toList();
  }

  private boolean isWhole() {
    return coefficients == recipe.coefficients();
  }

  /**
   * Of all coefficients those that are kept.
   *
   * @param all [frames, coefficients of the dialect]
   * @return [frames, width]
   */
  float[] kept(float[] all) {
    if (isWhole()) {
      return all;
    }
    int frames = all.length / recipe.coefficients();
    float[] kept = new float[frames * coefficients];
    for (int frame = 0; frame < frames; frame++) {
      System.arraycopy(
          all, frame * recipe.coefficients() + first, kept, frame * coefficients, coefficients);
    }
    return kept;
  }

  @Override
  public int sampleRate() {
    return recipe.sampleRate();
  }

  @Override
  public int hop() {
    return recipe.hop();
  }

  @Override
  public int frames(int samples) {
    return dialect.frames(samples);
  }

  @Override
  public long centre(int frame) {
    return dialect.centre(frame);
  }

  /** A centred frame stands for the hop around its centre, another one for its whole window. */
  @Override
  public long begin(int frame) {
    return recipe.centred() ? FrameStream.super.begin(frame) : (long) frame * recipe.hop();
  }

  @Override
  public long end(int frame) {
    return begin(frame) + (recipe.centred() ? recipe.hop() : recipe.windowLength());
  }

  @Override
  public FrameSession session(KernelContext context) {
    return open(context);
  }

  /** A session that can resample and frame, too, without a copy in between. */
  MfccSession open(KernelContext context) {
    return new MfccSession(context.stream(), this);
  }
}
