/**
 * Encoders and models: what an encoder declares and how it is bound ({@link
 * org.emodna.model.Encoder}, with the registry of its kinds), where each declared value lies, the
 * model file, and inference from normalised features to class probabilities. Nothing here knows of
 * recordings, corpora or loss terms. What is written into a model file must stay readable, which
 * {@code KeptModelTest} holds it to; everything else may change.
 */
package org.emodna.model;
