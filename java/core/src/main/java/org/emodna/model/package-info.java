/**
 * A network and its weights: where each weight lies, the model file, and inference from normalised
 * features to class probabilities. Nothing here knows of recordings, corpora or training. What is
 * written into a model file must stay readable; everything else may change.
 */
package org.emodna.model;
