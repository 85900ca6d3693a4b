package org.emodna.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.emodna.base.Check;

/**
 * How audio becomes the network's input.
 *
 * @param dialect name of the MFCC recipe: librosa-0.8, kaldi or htk
 * @param framing fixed or speech
 * @param normalisation none, utterance, corpus or speaker
 * @param maxFrames longest input; longer ones are cropped to their centre (speech framing)
 * @param padding what stands behind an input that is shorter (speech framing)
 */
public record FeatureSettings(
    String dialect, String framing, String normalisation, int maxFrames, Padding padding) {
  public FeatureSettings {
    Check.oneOf(dialect, "features.dialect", "librosa-0.8", "kaldi", "htk");
    Check.oneOf(framing, "features.framing", "fixed", "speech");
    Check.oneOf(normalisation, "features.normalisation", "none", "utterance", "corpus", "speaker");
    Check.range(maxFrames, 0, 10_000, "features.max-frames");
  }

  /** Settings used where a configuration says nothing else. */
  public static FeatureSettings defaults() {
    return new FeatureSettings("librosa-0.8", "speech", "corpus", 0, Padding.MASKED);
  }

  /** What the network sees behind the end of a short input. */
  public enum Padding {
    /** Nothing: every operation knows the input's length. */
    @JsonProperty("masked")
    MASKED,
    /** Zeros up to the longest input, which then count like frames of speech. */
    @JsonProperty("zeros")
    ZEROS
  }
}
