package org.emodna.synthesis;

/** The five emotions that the synthesiser can act. */
enum Emotion {
  ANGER("anger", "angry"),
  FEAR("fear", "fear"),
  HAPPINESS("happiness", "happy"),
  NEUTRAL("neutral", "neutral"),
  SADNESS("sadness", "sad");

  private final String label;
  private final String adjective;

  Emotion(String label, String adjective) {
    this.label = label;
    this.adjective = adjective;
  }

  /** The class name, such as {@code happiness}. */
  String label() {
    return label;
  }

  /** The name that some corpora give to the folder of this emotion, such as {@code happy}. */
  String adjective() {
    return adjective;
  }
}
