package org.emodna.model;

import java.util.stream.Collectors;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.FrameStream;
import org.emodna.features.InputSpec;

/**
 * How audio becomes a model's input.
 *
 * @param dialect name of the MFCC recipe
 * @param dialectHash hashes of what the streams compute
 * @param framing fixed or speech
 * @param normalisation none, utterance, corpus or speaker
 * @param maxFrames longest input
 * @param coefficients a frame
 * @param source statistics of the source corpus; null without corpus statistics
 * @param target statistics of the target corpus, which new files are taken to resemble; null
 *     without
 */
public record FeatureRecipe(
    String dialect,
    String dialectHash,
    String framing,
    String normalisation,
    int maxFrames,
    int coefficients,
    FeatureStatistics source,
    FeatureStatistics target) {
  /** What identifies an input's streams. */
  public static String hash(InputSpec input) {
    return input.streams().stream().map(FrameStream::hash).collect(Collectors.joining(" "));
  }
}
