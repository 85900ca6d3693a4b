package org.emodna.model;

import java.util.Map;
import java.util.TreeMap;
import org.emodna.config.TrainingConfig;

/**
 * A trained emotion recogniser: settings, weights, running statistics, statistics of its features,
 * and where it came from.
 */
public final class Model {
  private final TrainingConfig config;
  private final Network network;
  private final float[] weights;
  private final float[] statistics;
  private final FeatureRecipe recipe;
  private final Map<String, String> provenance;

  /**
   * @param weights all of {@link Network#slots()}
   * @param statistics all of {@link Network#statistics()}
   * @param provenance corpora with their fingerprints, version, device: free text by name
   */
  public Model(
      TrainingConfig config,
      FeatureRecipe recipe,
      float[] weights,
      float[] statistics,
      Map<String, String> provenance) {
    this.config = config;
    this.recipe = recipe;
    this.network = new Network(config, recipe.coefficients());
    this.weights = weights.clone();
    this.statistics = statistics.clone();
    this.provenance = new TreeMap<>(provenance);
    if (weights.length != network.size() || statistics.length != network.statisticsSize()) {
      throw new ModelException(
          "the model has "
              + weights.length
              + " weights and "
              + statistics.length
              + " statistics; its settings ask for "
              + network.size()
              + " and "
              + network.statisticsSize());
    }
  }

  public TrainingConfig config() {
    return config;
  }

  /** How audio becomes this model's input. */
  public FeatureRecipe recipe() {
    return recipe;
  }

  /** Where each weight lies. */
  public Network network() {
    return network;
  }

  float[] weights() {
    return weights;
  }

  float[] statistics() {
    return statistics;
  }

  public Map<String, String> provenance() {
    return new TreeMap<>(provenance);
  }
}
