/**
 * Devices and what runs on them. A {@link org.emodna.kernels.KernelContext} is a device with its
 * threads, a {@link org.emodna.kernels.Stream} a queue of work on it, a {@link
 * org.emodna.kernels.Tensor} memory on it; a {@link org.emodna.kernels.Graph} is work recorded once
 * and run many times. Each operation is a class named by the field's term ({@link
 * org.emodna.kernels.TimNet}, {@link org.emodna.kernels.Linear}, {@link
 * org.emodna.kernels.Pooling}): its constructor takes the sizes, its setters bind tensors by name
 * and check type, size and context, and {@code run}, {@code forward} or {@code backward} queues it.
 * Shapes in comments are row-major; {@code [G: stride]} stands for G groups that begin that many
 * elements apart. What an operation computes, and what happens at the edges, is said in the C
 * header that its class names.
 *
 * <p>All public classes here may be used by code outside of EMO-DNA. Closing a context frees all
 * that belongs to it.
 */
package org.emodna.kernels;
