package org.emodna.training;

import java.util.List;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.EncoderInput;
import org.emodna.model.EncoderStep;
import org.emodna.model.Network;

/**
 * What the encoder of one group is bound to in training.
 *
 * @param seeds of the replicas' dropout [R]
 */
record EncoderBinding(StepTensors tensors, StepBatch batch, Network.Group group, Tensor seeds)
    implements EncoderStep {
  @Override
  public List<String> roles() {
    return group.roles();
  }

  @Override
  public Stream stream() {
    return tensors.stream();
  }

  @Override
  public boolean training() {
    return true;
  }

  @Override
  public int replicas() {
    return tensors.replicas();
  }

  @Override
  public int rows() {
    return batch.rows();
  }

  @Override
  public int sourceRows() {
    return batch.sourceRows();
  }

  @Override
  public EncoderInput input() {
    return tensors.input();
  }

  @Override
  public Tensor x() {
    return batch.x();
  }

  @Override
  public Tensor lengths() {
    return batch.lengths();
  }

  @Override
  public Tensor parameter(String name) {
    return tensors.parameter(name);
  }

  @Override
  public Tensor gradient(String name) {
    return tensors.gradient(name);
  }

  @Override
  public Tensor statistic(String name) {
    return tensors.statistic(name);
  }

  @Override
  public Tensor z() {
    return tensors.output(group).values();
  }

  @Override
  public Tensor dz() {
    return tensors.output(group).gradients();
  }

  @Override
  public Tensor step() {
    return tensors.stepNumber();
  }

  @Override
  public Tensor zeroedEachStep(long... shape) {
    return tensors.zeroedEachStep(shape);
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    return tensors.own(resource);
  }
}
