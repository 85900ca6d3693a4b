/** Corpora, settings, training, models and recognition: the public API. */
module org.emodna.core {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires transitive org.emodna.features;

  exports org.emodna.config;
  exports org.emodna.corpus;
  exports org.emodna.corpus.manifest;
  exports org.emodna.corpus.reader;
  exports org.emodna.model;
  exports org.emodna.recognition;
  exports org.emodna.training;

  // Settings and epochs are records that Jackson reads and writes.
  opens org.emodna.config to
      com.fasterxml.jackson.databind;
  opens org.emodna.training to
      com.fasterxml.jackson.databind;
}
