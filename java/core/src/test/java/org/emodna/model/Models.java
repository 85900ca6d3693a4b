package org.emodna.model;

/** Models that differ from a sound one, for tests. */
public final class Models {
  private Models() {}

  /** The same weights with another feature recipe of as many coefficients. */
  public static Model with(Model model, FeatureRecipe recipe) {
    return Model.builder()
        .encoder(model.encoder())
        .recipe(recipe)
        .labels(model.labels())
        .tensors(model.tensors())
        .config(model.config())
        .provenance(model.provenance())
        .build();
  }
}
