/** Recordings to normalised features. */
module org.emodna.features {
  requires com.fasterxml.jackson.annotation;
  requires transitive org.emodna.audio;
  requires transitive org.emodna.kernels;
  requires transitive org.emodna.safetensors;

  exports org.emodna.features;
}
