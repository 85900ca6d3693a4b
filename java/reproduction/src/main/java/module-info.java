/** Benchmarks: protocols, and training all that one of them asks for. */
module org.emodna.reproduction {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires transitive org.emodna.runs;

  exports org.emodna.protocol;
  exports org.emodna.reproduction;

  opens org.emodna.protocol to
      com.fasterxml.jackson.databind;
}
