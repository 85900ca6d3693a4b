package org.emodna.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is trained. All methods share encoder, data order, initial weights and protocol. */
public enum Method {
  /** Emotion decoupling and dual-level alignment: the whole method. */
  @JsonProperty("emo-dna")
  EMO_DNA("emo-dna", true),
  /** Cross-entropy on the source; the target is never seen. */
  @JsonProperty("source-only")
  SOURCE_ONLY("source-only", false),
  /** MK-MMD between the corpora (Deep Adaptation Network). */
  @JsonProperty("dan")
  DAN("dan", true),
  /** Distance of the corpora's covariances (Deep CORAL). */
  @JsonProperty("coral")
  CORAL("coral", true),
  /** Adversarial corpus classifier behind a gradient reversal (DANN). */
  @JsonProperty("dann")
  DANN("dann", true),
  /** DANN on the product of features and class probabilities (CDAN). */
  @JsonProperty("cdan")
  CDAN("cdan", true),
  /** Local MMD with soft pseudo-labels (DSAN). */
  @JsonProperty("dsan")
  DSAN("dsan", true),
  /** Cross-entropy on confident target pseudo-labels (FixMatch without augmentation). */
  @JsonProperty("pseudo-label")
  PSEUDO_LABEL("pseudo-label", true);

  private final String label;
  private final boolean usesTarget;

  Method(String label, boolean usesTarget) {
    this.label = label;
    this.usesTarget = usesTarget;
  }

  /** The name in configurations and on the command line. */
  public String label() {
    return label;
  }

  /** Whether training reads the target's utterances. */
  public boolean usesTarget() {
    return usesTarget;
  }

  @Override
  public String toString() {
    return label;
  }
}
