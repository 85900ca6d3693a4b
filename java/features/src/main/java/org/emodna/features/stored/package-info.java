/**
 * Embeddings that were computed elsewhere: stores that answer by utterance id ({@link
 * org.emodna.features.stored.EmbeddingStore}), the npy format, and the feature stream that looks
 * them up ({@link org.emodna.features.stored.PrecomputedStream}). Files come from strangers: sizes
 * are capped, nothing is executed, and values are read piece by piece.
 */
package org.emodna.features.stored;
