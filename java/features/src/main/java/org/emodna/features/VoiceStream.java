package org.emodna.features;

import java.util.List;
import org.emodna.base.Section;
import org.emodna.kernels.Voice;

/**
 * Voice quality, frame by frame: jitter, shimmer and harmonics-to-noise ratio, formants and their
 * bandwidths, and the shape of the spectrum, as {@link Voice} has them. {@code docs/speech.md} has
 * their definitions, units and windows.
 */
public final class VoiceStream implements AnalysedStream {
  /** The kind's name. */
  public static final String NAME = "voice";

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
      return new VoiceStream();
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
        "recipe=emodna-voice-1",
        "sample_rate=" + SpeechAnalysis.RATE,
        "hop=" + SpeechAnalysis.HOP,
        "pitch=" + SpeechAnalysis.PATH,
        "voice=" + SpeechAnalysis.VOICE,
        "values=" + String.join(" ", Voice.NAMES));
  }

  @Override
  public int width() {
    return Voice.WIDTH;
  }

  @Override
  public List<String> valueNames() {
    return Voice.NAMES.stream().map(name -> NAME + "." + name).toList();
  }

  @Override
  public float[] compute(float[] samples, SpeechAnalysis analysis) {
    return analysis.voice(samples).values();
  }
}
