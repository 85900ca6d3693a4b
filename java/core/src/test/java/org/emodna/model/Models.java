package org.emodna.model;

/** Models that differ from a sound one, for tests. */
public final class Models {
  private Models() {}

  /** The same weights with another feature recipe of as many coefficients. */
  public static Model with(Model model, FeatureRecipe recipe) {
    return new Model(
        model.config(), recipe, model.weights(), model.statistics(), model.provenance());
  }
}
