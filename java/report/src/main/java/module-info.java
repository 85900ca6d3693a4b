/** What the runs of a store say: statistics, tables and one page. */
module org.emodna.report {
  requires com.fasterxml.jackson.databind;
  requires org.emodna.safetensors;
  requires transitive org.emodna.runs;

  exports org.emodna.report;

  opens org.emodna.report to
      com.fasterxml.jackson.databind;
}
