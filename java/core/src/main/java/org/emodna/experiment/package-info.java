/**
 * Experiments across corpora: every direction with every named configuration and every seed,
 * trained together where that is possible, scored and summed up. This is where training, which
 * knows no target labels, and evaluation, which does, are joined.
 */
package org.emodna.experiment;
