/** Recordings to normalised features. */
module org.emodna.features {
  requires com.fasterxml.jackson.annotation;
  requires transitive com.fasterxml.jackson.databind;
  requires transitive org.emodna.audio;
  requires transitive org.emodna.kernels;
  requires transitive org.emodna.safetensors;

  exports org.emodna.features;
  exports org.emodna.features.stored;

  uses org.emodna.features.FeatureStreamKind;

  // Settings are records that Jackson reads and writes.
  opens org.emodna.features to
      com.fasterxml.jackson.databind;
  opens org.emodna.features.stored to
      com.fasterxml.jackson.databind;
}
