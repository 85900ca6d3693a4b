/** Weights that Keras stored, as models: those of TIM-Net's released code. */
module org.emodna.keras {
  requires transitive org.emodna.core;

  exports org.emodna.keras;
}
