package org.emodna.model;

import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * A network of one encoder with its weights on a device, shared by all sessions: that of a model,
 * with the classifier, or an encoder of any role alone.
 */
final class DeviceModel implements AutoCloseable {
  private final KernelContext context;
  private final Network network;
  private final Tensor parameters;
  private final Tensor statistics;

  /**
   * @param network one group with one role
   * @param weights values of its parameters
   * @param running values of its running statistics
   */
  DeviceModel(KernelContext context, Network network, float[] weights, float[] running) {
    this.context = context;
    this.network = network;
    try (Stream stream = context.stream()) {
      parameters = Tensor.of(stream, weights, weights.length);
      statistics = Tensor.of(stream, running, running.length);
    }
  }

  DeviceModel(KernelContext context, Network network, Model.Member member) {
    this(context, network, member.weights(), member.statistics());
  }

  KernelContext context() {
    return context;
  }

  Network network() {
    return network;
  }

  Encoder encoder() {
    return network.groups().get(0).encoder();
  }

  /** A declared parameter or block [1, size]. */
  Tensor parameter(String name) {
    return region(parameters, network.weights().region(name));
  }

  /** A declared statistic or block [1, size]. */
  Tensor statistic(String name) {
    return region(statistics, network.statistics().region(name));
  }

  private static Tensor region(Tensor tensor, Parameters.Region region) {
    return tensor.view(region.offset(), 1, region.size());
  }

  @Override
  public void close() {
    parameters.close();
    statistics.close();
  }
}
