/**
 * Functionals: what the frames of a whole utterance come to, as one vector. Computed in double from
 * frames that are there; {@code docs/features.md} has the recipes.
 */
package org.emodna.features.functionals;
