/** What {@code bench} times. */
module org.emodna.benchmarks {
  requires com.fasterxml.jackson.databind;
  requires jdk.management;
  requires transitive org.emodna.core;
  requires org.emodna.synthesis;

  exports org.emodna.benchmarks;
}
