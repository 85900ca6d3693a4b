/** Corpora, settings, training, models and recognition: the public API. */
module org.emodna.core {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.csv;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires transitive org.emodna.features;

  exports org.emodna.config;
  exports org.emodna.corpus;
  exports org.emodna.corpus.reader;
  exports org.emodna.evaluation;
  exports org.emodna.model;
  exports org.emodna.objective;
  exports org.emodna.recognition;
  exports org.emodna.recognition.output;
  exports org.emodna.recognition.stream;
  exports org.emodna.training;

  uses org.emodna.corpus.reader.CorpusReader;
  uses org.emodna.model.EncoderKind;
  uses org.emodna.objective.Objective;
  uses org.emodna.objective.Term;

  // Settings and epochs are records that Jackson reads and writes.
  opens org.emodna.config to
      com.fasterxml.jackson.databind;
  opens org.emodna.evaluation to
      com.fasterxml.jackson.databind;
  opens org.emodna.model to
      com.fasterxml.jackson.databind;
  opens org.emodna.objective to
      com.fasterxml.jackson.databind;
  opens org.emodna.training to
      com.fasterxml.jackson.databind;
}
