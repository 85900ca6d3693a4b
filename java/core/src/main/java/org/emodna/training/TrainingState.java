package org.emodna.training;

import java.util.Arrays;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;

/** Everything on the device that a step changes and the next one needs: what a checkpoint holds. */
final class TrainingState {
  /** Weights of all replicas, as {@link Replicas} lays them out; gradients and moments likewise. */
  final Tensor parameters;

  final Tensor gradients;
  final Tensor adamM;
  final Tensor adamV;

  /** [R, encoders, domains, S]. */
  final Tensor statistics;

  /** Number of the step to come [1]; one counter serves all replicas. */
  final Tensor step;

  private final Replicas replicas;

  TrainingState(Stream stream, Replicas replicas, TrainingConfig config) {
    this.replicas = replicas;
    KernelContext context = stream.context();
    Network network = replicas.network();
    float[] weights =
        replicas.join(r -> InitialWeights.of(network, config.withSeed(replicas.seeds().get(r))));
    parameters = Tensor.of(stream, weights, weights.length);
    float[] one = InitialWeights.statistics(network, config);
    statistics = Tensor.floats(context, replicas.count(), one.length);
    for (int r = 0; r < replicas.count(); r++) {
      statistics.view((long) r * one.length, one.length).write(stream, one);
    }
    gradients = Tensor.floats(context, weights.length);
    adamM = Tensor.floats(context, weights.length);
    adamV = Tensor.floats(context, weights.length);
    step = Tensor.zeros(context, ElementType.INT64, 1);
  }

  /** Weights and running statistics of one run. */
  record Weights(float[] parameters, float[] statistics) {}

  /** What each replica has learnt, in the order of their seeds. */
  Weights[] weights(Stream stream) {
    float[] all = parameters.toFloats(stream);
    float[] running = statistics.toFloats(stream);
    int each = running.length / replicas.count();
    Weights[] weights = new Weights[replicas.count()];
    Arrays.setAll(
        weights,
        r ->
            new Weights(
                replicas.of(all, r), Arrays.copyOfRange(running, r * each, (r + 1) * each)));
    return weights;
  }
}
