package org.emodna.model;

import java.util.List;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * What an encoder binds its operations to: a training step of R replicas, or recognition with R =
 * 1. Every tensor has R in front; the operations take it as their group axis.
 */
public interface EncoderStep {
  /** The roles that are bound together, in the order in which z has them. */
  List<String> roles();

  /** The one role, where the kind does not serve several together. */
  default String role() {
    return roles().get(0);
  }

  /** Where operations run; tensors are allocated in its context. */
  Stream stream();

  /**
   * Training (batch statistics, dropout, a backward pass), or recognition (running statistics, no
   * gradients, all rows of the target).
   */
  boolean training();

  /** R. */
  int replicas();

  /** Utterances a replica has in a step: the source's, then the target's. */
  int rows();

  /** How many of the rows are the source's; 0 in recognition. */
  int sourceRows();

  /** Longest input and its width. */
  EncoderInput input();

  /** x [R, rows, T, F]; what lies behind an input's length is not defined. */
  Tensor x();

  /** Frames of each input [R, rows], INT32. */
  Tensor lengths();

  /** A declared parameter or block [R, size]. */
  Tensor parameter(String name);

  /** Its gradient, added to; training only. */
  Tensor gradient(String name);

  /** A declared statistic or block of them [R, size]. */
  Tensor statistic(String name);

  /** The output [R, roles, rows, width], written by the forward pass. */
  Tensor z();

  /** Gradient of the output, as z; training only. */
  Tensor dz();

  /** Seeds of everything random in the pass [R], INT64; training only. */
  Tensor seeds();

  /** Number of the step [1], INT64, on the device: what changes from step to step reads it. */
  Tensor step();

  /** Scratch of the encoder, in training and in recognition. */
  default Tensor floats(long... shape) {
    return own(Tensor.floats(stream().context(), shape));
  }

  /** A tensor that gradients are added to: zero as a step begins; training only. */
  Tensor zeroedEachStep(long... shape);

  /** Something that must be closed with the step. */
  <T extends AutoCloseable> T own(T resource);
}
