package org.emodna.model;

import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** A model's weights on a device, shared by all sessions. */
final class DeviceWeights implements AutoCloseable {
  private final KernelContext context;
  private final Model model;
  private final Tensor parameters;
  private final Tensor statistics;

  DeviceWeights(KernelContext context, Model model) {
    this.context = context;
    this.model = model;
    try (Stream stream = context.stream()) {
      parameters = Tensor.of(stream, model.weights(), model.network().size());
      statistics = Tensor.of(stream, model.statistics(), model.network().statisticsSize());
    }
  }

  KernelContext context() {
    return context;
  }

  Model model() {
    return model;
  }

  Network network() {
    return model.network();
  }

  /** Weights of the emotion encoder, which lies first. */
  Tensor emotionEncoder() {
    return parameters.view(0, network().encoder().parameters());
  }

  /** Its running statistics; those of the target where each corpus has its own. */
  Tensor statistics() {
    long each = network().encoder().statistics();
    return statistics.view(network().domains() == 2 ? each : 0, each);
  }

  Tensor slot(String name) {
    Network.Slot slot = network().slot(name);
    return parameters.view(slot.offset(), slot.size());
  }

  @Override
  public void close() {
    parameters.close();
    statistics.close();
  }
}
