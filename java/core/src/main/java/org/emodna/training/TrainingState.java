package org.emodna.training;

import org.emodna.config.TrainingConfig;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;

/** Everything on the device that a step changes and the next one needs: what a checkpoint holds. */
final class TrainingState {
  final Tensor parameters;
  final Tensor gradients;
  final Tensor adamM;
  final Tensor adamV;
  final Tensor statistics;

  /** Number of the step to come [1]. */
  final Tensor step;

  TrainingState(Stream stream, Network network, TrainingConfig config) {
    KernelContext context = stream.context();
    parameters = Tensor.of(stream, InitialWeights.of(network, config), network.size());
    statistics =
        Tensor.of(stream, InitialWeights.statistics(network, config), network.statisticsSize());
    gradients = Tensor.floats(context, network.size());
    adamM = Tensor.floats(context, network.size());
    adamV = Tensor.floats(context, network.size());
    step = Tensor.zeros(context, ElementType.INT64, 1);
  }
}
