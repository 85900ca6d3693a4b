/**
 * Devices, streams, tensors and graphs, and one class for each operation that a device can run;
 * shapes and rules for edge cases are those of the C headers in native/include/emodna. Whatever
 * holds native memory is owned by its context and {@link java.lang.AutoCloseable}. An operation
 * checks what is bound to it, so that no kernel reads outside a tensor.
 */
package org.emodna.kernels;
