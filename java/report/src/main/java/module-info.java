/** What the runs of a store say: statistics, tables and one page. */
@SuppressWarnings("requires-automatic") // Hipparchus's jars have a module name, but no descriptor.
module org.emodna.report {
  requires com.fasterxml.jackson.databind;
  requires hipparchus.stat;
  requires transitive org.emodna.runs;

  exports org.emodna.report;
  exports org.emodna.report.page;
  exports org.emodna.report.projection;
  exports org.emodna.report.tables;

  opens org.emodna.report to
      com.fasterxml.jackson.databind;
}
