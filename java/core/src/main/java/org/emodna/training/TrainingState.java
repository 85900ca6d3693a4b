package org.emodna.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.model.Network;
import org.emodna.model.Parameters;

/** Everything on the device that a step changes and the next one needs: what a checkpoint holds. */
final class TrainingState {
  private final Stream stream;
  private final Replicas replicas;

  /**
   * All replicas' parameters, as {@link Replicas} lays them out; gradients and moments likewise.
   */
  final Tensor parameters;

  final Tensor gradients;
  final Tensor adamM;
  final Tensor adamV;

  /** Running statistics, likewise. */
  final Tensor statistics;

  /** Number of the step to come [1]; one counter serves all replicas. */
  final Tensor step;

  /** What terms keep from step to step [R, each], by name. */
  private final Map<String, Tensor> states = new LinkedHashMap<>();

  TrainingState(Stream stream, Replicas replicas) {
    this.stream = stream;
    this.replicas = replicas;
    KernelContext context = stream.context();
    Network network = replicas.network();
    long size = replicas.count() * network.weights().size();
    parameters = Tensor.floats(context, size);
    gradients = Tensor.floats(context, size);
    adamM = Tensor.floats(context, size);
    adamV = Tensor.floats(context, size);
    statistics = Tensor.floats(context, replicas.count() * network.statistics().size());
    step = Tensor.zeros(context, ElementType.INT64, 1);
    if (!context.countsOnly()) {
      write(parameters, network.weights());
      write(statistics, network.statistics());
    }
  }

  /** First values, each slot's from the replica's seed and the slot's name alone. */
  private void write(Tensor tensor, Parameters of) {
    tensor.write(stream, replicas.join(of, r -> initial(of, replicas.seeds().get(r))));
  }

  private static float[] initial(Parameters of, long seed) {
    float[] values = new float[Math.toIntExact(of.size())];
    for (Parameters.Slot slot : of.slots()) {
      int from = Math.toIntExact(slot.offset());
      slot.start()
          .fill(values, from, from + slot.size(), slot.shape(), Seeds.random(seed, slot.name(), 0));
    }
    return values;
  }

  /** A new state of a term, the same for each replica at first. */
  Tensor state(String name, float[] initial) {
    Tensor state = Tensor.floats(stream.context(), replicas.count(), initial.length);
    if (states.put(name, state) != null) {
      throw new InvalidArgumentException("the state '" + name + "' is asked for twice");
    }
    for (int r = 0; r < replicas.count(); r++) {
      state.view((long) r * initial.length, initial.length).write(stream, initial);
    }
    return state;
  }

  /** Everything but the step number, by name. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("parameters", parameters);
    all.put("adam.m", adamM);
    all.put("adam.v", adamV);
    all.put("statistics", statistics);
    states.forEach((name, tensor) -> all.put("state." + name, tensor));
    return Collections.unmodifiableMap(all);
  }

  /** Parameters and running statistics of one run. */
  record Weights(float[] parameters, float[] statistics) {
    /** Whether all of them are numbers. */
    boolean finite() {
      return finite(parameters) && finite(statistics);
    }

    /** Whether all of all networks are. */
    static boolean finite(Weights[] members) {
      return Arrays.stream(members).allMatch(Weights::finite);
    }

    private static boolean finite(float[] values) {
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
      return true;
    }
  }

  /** What each replica has learnt, in the order of their seeds. */
  Weights[] weights() {
    Network network = replicas.network();
    float[] all = parameters.toFloats(stream);
    float[] running = statistics.toFloats(stream);
    Weights[] weights = new Weights[replicas.count()];
    Arrays.setAll(
        weights,
        r ->
            new Weights(
                replicas.of(network.weights(), all, r),
                replicas.of(network.statistics(), running, r)));
    return weights;
  }
}
