package org.emodna.features;

import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.features.functionals.AnalysedFrames;
import org.emodna.features.functionals.FunctionalsRecipe;
import org.emodna.features.functionals.VoiceFrames;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.Voice;

/**
 * Functionals: statistics of cepstra, pitch, voicing, energy and spectrum over a whole utterance,
 * by a named recipe ({@code docs/features.md}). They are computed in double from native frames.
 */
public final class FunctionalsStream implements VectorStream {
  /** The kind's name. */
  public static final String NAME = "functionals";

  private final FunctionalsRecipe recipe;

  /** Makes a stream. */
  private FunctionalsStream(FunctionalsRecipe recipe) {
    this.recipe = recipe;
  }

  /**
   * Settings of functionals.
   *
   * @param recipe functionals-1 or functionals-2
   * @param cepstra how many cepstra, from c1 on
   */
  public record Settings(String recipe, int cepstra) {
    /** Checks the name and the range. */
    public Settings {
      Check.oneOf(recipe, NAME + ".recipe", FunctionalsRecipe.NAMES.toArray(String[]::new));
      Check.range(cepstra, 1, 38, NAME + ".cepstra");
    }

    /** functionals-2 with 12 cepstra. */
    public static Settings defaults() {
      return new Settings(FunctionalsRecipe.NAMES.get(1), 12);
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
      return new FunctionalsStream(FunctionalsRecipe.of(settings.recipe(), settings.cepstra()));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String spec() {
    String spec =
        String.join(
            "\n",
            "recipe=" + recipe.name(),
            "version=1",
            "cepstra=c1 to c" + recipe.cepstra(),
            "pitch=" + SpeechAnalysis.FRAME_WISE,
            "spectrum:",
            Dialect.LIBROSA_0_8.canonical());
    return recipe.hasVoice()
        ? spec + "\npath=" + SpeechAnalysis.PATH + "\nvoice=" + SpeechAnalysis.VOICE
        : spec;
  }

  @Override
  public int width() {
    return valueNames().size();
  }

  @Override
  public List<String> valueNames() {
    return recipe.valueNames();
  }

  @Override
  public int sampleRate() {
    return SpeechAnalysis.RATE;
  }

  @Override
  public VectorSession session(KernelContext context) {
    SpeechAnalysis analysis = new SpeechAnalysis(context);
    return new VectorSession() {
      @Override
      public float[] compute(float[] samples) {
        double[] values = recipe.values(analysed(samples, analysis));
        analysis.forget();
        float[] vector = new float[values.length];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) values[i];
        }
        return vector;
      }

      @Override
      public void close() {
        analysis.close();
      }
    };
  }

  private AnalysedFrames analysed(float[] samples, SpeechAnalysis analysis) {
    Mfcc.Result spectrum = analysis.spectrum(samples, recipe.cepstra() + 1);
    Pitch.Result pitch = analysis.frameWise(samples);
    VoiceFrames voice = null;
    if (recipe.hasVoice()) {
      Pitch.Result path = analysis.path(samples);
      Voice.Result made = analysis.voice(samples);
      voice =
          new VoiceFrames(
              path.f0(),
              made.values(),
              Voice.NAMES,
              made.summary().jitter(),
              made.summary().shimmer());
    }
    return new AnalysedFrames(
        spectrum.frames(),
        spectrum.logMel(),
        spectrum.values(),
        pitch.f0(),
        pitch.strength(),
        voice);
  }
}
