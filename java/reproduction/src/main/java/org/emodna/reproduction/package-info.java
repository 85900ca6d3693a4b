/**
 * Trains all that a protocol asks for and that a run store does not have yet. Here training, which
 * knows no target labels, meets the scorer, which does.
 */
package org.emodna.reproduction;
