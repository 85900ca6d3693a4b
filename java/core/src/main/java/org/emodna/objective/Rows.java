package org.emodna.objective;

import org.emodna.kernels.Tensor;

/**
 * Vectors of a step with their gradients, for each replica [rows, width].
 *
 * @param values [R: stride][rows, width]
 * @param gradients as values; added to
 * @param stride elements from one replica's to the next one's
 */
public record Rows(Tensor values, Tensor gradients, long stride) {}
