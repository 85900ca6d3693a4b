/** Trains all that a protocol asks for and that a run store does not yet have. */
package org.emodna.reproduction;
