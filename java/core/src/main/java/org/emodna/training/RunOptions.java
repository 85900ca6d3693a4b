package org.emodna.training;

import java.util.function.BooleanSupplier;
import org.emodna.audio.DecodeLimits;
import org.emodna.features.FeatureCache;

/**
 * Where and how to train, whatever is learnt: what {@link RunSettings} were told.
 *
 * @param threads 0 = all
 * @param cache null = none
 */
record RunOptions(
    String device,
    int threads,
    FeatureCache cache,
    DecodeLimits limits,
    boolean resume,
    boolean restart,
    BooleanSupplier stop) {}
