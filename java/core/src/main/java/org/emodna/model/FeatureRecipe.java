package org.emodna.model;

import org.emodna.features.FeatureSettings;
import org.emodna.features.FeatureStatistics;

/**
 * How audio becomes a model's input.
 *
 * @param settings of the features
 * @param dialectHash hash of all parameters of the MFCC recipe
 * @param input longest input and its width
 * @param source statistics of the source corpus; null without corpus statistics
 * @param target statistics of the target corpus, which new files are taken to resemble; null
 *     without
 */
public record FeatureRecipe(
    FeatureSettings settings,
    String dialectHash,
    EncoderInput input,
    FeatureStatistics source,
    FeatureStatistics target) {}
