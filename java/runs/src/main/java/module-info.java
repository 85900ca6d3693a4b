/** The run store: what was trained, and what came of it, in files that any program can read. */
module org.emodna.runs {
  requires com.fasterxml.jackson.databind;
  requires transitive org.emodna.core;

  exports org.emodna.runs;

  opens org.emodna.runs to
      com.fasterxml.jackson.databind;
}
