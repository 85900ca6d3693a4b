/**
 * From recordings to a network's normalised input. A {@link org.emodna.features.FeatureStream} says
 * what is computed; kinds of streams come from {@link org.emodna.features.FeatureStreams}, which a
 * jar from outside can add to. {@link org.emodna.features.InputSpec} is the whole way with all its
 * settings, and {@link org.emodna.features.FeatureLoader} goes it for clips, files and corpora,
 * with a {@link org.emodna.features.FeatureCache} where one is wanted. Nothing here knows labels,
 * networks or configuration files. What is public is the API; the rest may change freely as long as
 * the same spec gives the same bits.
 */
package org.emodna.features;
