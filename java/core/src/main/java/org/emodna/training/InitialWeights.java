package org.emodna.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.config.TrainingConfig;
import org.emodna.model.Network;

/** First values of the weights and running statistics, from the run's seed alone. */
final class InitialWeights {
  private InitialWeights() {}

  static float[] of(Network network, TrainingConfig config) {
    float[] values = new float[Math.toIntExact(network.size())];
    for (Network.Slot slot : network.slots()) {
      fill(values, slot, config);
    }
    return values;
  }

  /** Running mean 0, variance 1. */
  static float[] statistics(Network network, TrainingConfig config) {
    float[] values = new float[Math.toIntExact(network.statisticsSize())];
    for (Network.Slot slot : network.statistics()) {
      fill(values, slot, config);
    }
    return values;
  }

  private static void fill(float[] values, Network.Slot slot, TrainingConfig config) {
    int from = Math.toIntExact(slot.offset());
    int to = from + slot.size();
    switch (slot.start()) {
      case ZERO -> Arrays.fill(values, from, to, 0f);
      case ONE -> Arrays.fill(values, from, to, 1f);
      case GLOROT -> uniform(values, from, to, glorot(slot.shape()), config.seed(), slot.name());
      case FUSION -> {
        if (config.encoder().fusionInit() == TrainingConfig.FusionInit.MEAN) {
          Arrays.fill(values, from, to, 1f / slot.size());
        } else {
          uniform(values, from, to, 0.05, config.seed(), slot.name());
        }
      }
    }
  }

  /** Limit for weights [out, in, taps...]: the taps count in both fans, as in Keras. */
  private static double glorot(List<Integer> shape) {
    int taps = 1;
    for (int i = 2; i < shape.size(); i++) {
      taps *= shape.get(i);
    }
    return Math.sqrt(6.0 / ((double) taps * (shape.get(0) + shape.get(1))));
  }

  private static void uniform(
      float[] values, int from, int to, double limit, long seed, String name) {
    SplittableRandom random = Seeds.random(seed, name, 0);
    for (int i = from; i < to; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
  }
}
