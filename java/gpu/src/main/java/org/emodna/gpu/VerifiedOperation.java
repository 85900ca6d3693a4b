package org.emodna.gpu;

import java.util.Map;
import org.emodna.kernels.KernelContext;

/** An operation with fixed inputs, which the kernels and a reference can both compute. */
interface VerifiedOperation {
  String name();

  /** Whether the reference needs a convolution, and not only products of matrices. */
  boolean convolves();

  /** Results and gradients by the name of the tensor, as the kernels of a device compute them. */
  Map<String, float[]> actual(KernelContext context);

  /**
   * The same by a reference.
   *
   * @param convolution may be null unless the operation convolves
   */
  Map<String, float[]> expected(MatrixProduct product, DilatedConvolution convolution);
}
