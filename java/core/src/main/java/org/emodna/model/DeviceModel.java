package org.emodna.model;

import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** A model's weights on a device, shared by all sessions. */
final class DeviceModel implements AutoCloseable {
  private final KernelContext context;
  private final Model model;
  private final Tensor parameters;
  private final Tensor statistics;

  DeviceModel(KernelContext context, Model model) {
    this.context = context;
    this.model = model;
    try (Stream stream = context.stream()) {
      parameters = Tensor.of(stream, model.weights(), model.weights().length);
      statistics = Tensor.of(stream, model.statistics(), model.statistics().length);
    }
  }

  KernelContext context() {
    return context;
  }

  Model model() {
    return model;
  }

  /** A declared parameter or block [1, size]. */
  Tensor parameter(String name) {
    return region(parameters, model.network().weights().region(name));
  }

  /** A declared statistic or block [1, size]. */
  Tensor statistic(String name) {
    return region(statistics, model.network().statistics().region(name));
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
