package org.emodna.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import org.emodna.base.Check;

/**
 * How audio becomes the network's input. What a stream itself computes is set in its own section.
 *
 * @param streams names of the feature streams, joined frame by frame; the first decides which part
 *     of a recording is used, and its frames are the grid of all. None: whoever reads the settings
 *     has usual ones
 * @param framing fixed or speech
 * @param normalisation none, utterance, corpus or speaker; auto, where whoever reads the settings
 *     decides by the corpora
 * @param speakerPrior with normalisation by speaker: how many utterances the corpus's statistics
 *     count for beside the speaker's own ({@link SpeakerStatistics})
 * @param maxFrames longest input; longer ones are cropped to their centre (speech framing)
 * @param padding what stands behind an input that is shorter (speech framing)
 */
public record FeatureSettings(
    List<String> streams,
    String framing,
    String normalisation,
    double speakerPrior,
    int maxFrames,
    Padding padding) {
  /** Of {@link #normalisation}: what suits the corpora. No {@link InputSpec} is made of it. */
  public static final String AUTO = "auto";

  /** The most that {@link #speakerPrior} can be. */
  static final double MOST_PRIOR = 1e6;

  /** What {@link #speakerPrior} is where nobody says anything. */
  public static final double USUAL_PRIOR = 3;

  /** Checks the ranges. Whether there are such streams is seen when they are made. */
  public FeatureSettings {
    streams = List.copyOf(streams);
    Check.that(
        streams.size() <= InputSpec.MOST_STREAMS,
        "features.streams",
        "must name at most " + InputSpec.MOST_STREAMS + " streams");
    Check.that(
        new HashSet<>(streams).size() == streams.size(),
        "features.streams",
        "names a stream twice; name each once");
    Check.oneOf(framing, "features.framing", "fixed", "speech");
    Check.oneOf(
        normalisation, "features.normalisation", AUTO, "none", "utterance", "corpus", "speaker");
    Check.real(speakerPrior, 0, MOST_PRIOR, "features.speaker-prior");
    Check.range(maxFrames, 0, 10_000, "features.max-frames");
  }

  /** MFCC, speech framing, corpus normalisation, the usual length. */
  public static FeatureSettings defaults() {
    return new FeatureSettings(
        List.of(MfccStream.NAME), "speech", "corpus", USUAL_PRIOR, 0, Padding.MASKED);
  }

  /** With other streams. */
  public FeatureSettings withStreams(List<String> value) {
    return new FeatureSettings(value, framing, normalisation, speakerPrior, maxFrames, padding);
  }

  /** With another framing: fixed or speech. */
  public FeatureSettings withFraming(String value) {
    return new FeatureSettings(streams, value, normalisation, speakerPrior, maxFrames, padding);
  }

  /** With another normalisation: auto, none, utterance, corpus or speaker. */
  public FeatureSettings withNormalisation(String value) {
    return new FeatureSettings(streams, framing, value, speakerPrior, maxFrames, padding);
  }

  /** With the corpus's statistics counting for so many utterances of a speaker. */
  public FeatureSettings withSpeakerPrior(double value) {
    return new FeatureSettings(streams, framing, normalisation, value, maxFrames, padding);
  }

  /** With another longest input; 0 = the usual one. */
  public FeatureSettings withMaxFrames(int value) {
    return new FeatureSettings(streams, framing, normalisation, speakerPrior, value, padding);
  }

  /** With something else behind short inputs. */
  public FeatureSettings withPadding(Padding value) {
    return new FeatureSettings(streams, framing, normalisation, speakerPrior, maxFrames, value);
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
