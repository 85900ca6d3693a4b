/** Reader and writer of safetensors files. */
module org.emodna.safetensors {
  requires com.fasterxml.jackson.core;
  requires transitive org.emodna.base;

  exports org.emodna.safetensors;
}
