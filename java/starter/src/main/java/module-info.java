/** A model to start with, and its card. */
module org.emodna.starter {
  requires transitive org.emodna.core;

  exports org.emodna.starter;
}
