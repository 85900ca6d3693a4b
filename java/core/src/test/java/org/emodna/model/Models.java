package org.emodna.model;

/** Models that differ from a sound one, for tests. */
public final class Models {
  private Models() {}

  /** The same weights with another input of equal width. */
  public static Model with(Model model, ModelInput input) {
    return Model.builder()
        .encoder(model.encoder())
        .input(input)
        .labels(model.labels())
        .tensors(model.tensors(), model.size())
        .config(model.config())
        .provenance(model.provenance())
        .build();
  }
}
