/**
 * The starter model: a small recogniser of five emotions, trained on the Berlin Database of
 * Emotional Speech (EMODB), as a resource with the card that says what it can and cannot do.
 */
package org.emodna.starter;
