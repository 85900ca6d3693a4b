package org.emodna.features;

import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.MfccRecipe;

/** MFCC in one dialect, computed by the native kernels. */
public final class MfccStream implements FrameStream {
  /** The kind's name. */
  public static final String NAME = "mfcc";

  private final Dialect dialect;
  private final MfccRecipe recipe;

  /**
   * Makes a stream.
   *
   * @param dialect what is computed
   */
  public MfccStream(Dialect dialect) {
    this.dialect = dialect;
    recipe = dialect.recipe();
  }

  /**
   * Settings of MFCC.
   *
   * @param dialect name of the recipe: librosa-0.8, kaldi or htk
   */
  public record Settings(String dialect) {
    /** Checks the name. */
    public Settings {
      String[] names = Dialect.all().stream().map(Dialect::name).toArray(String[]::new);
      Check.oneOf(dialect, NAME + ".dialect", names);
    }

    /** The default dialect. */
    public static Settings defaults() {
      return new Settings(Dialect.all().get(0).name());
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
      return new MfccStream(Dialect.of(settings.dialect()));
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
    return dialect.canonical();
  }

  @Override
  public int width() {
    return recipe.coefficients();
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
    return new MfccSession(context.stream(), recipe);
  }
}
