/** The synthetic corpora of the demo. */
module org.emodna.synthesis {
  requires org.emodna.audio;
  requires transitive org.emodna.base;

  exports org.emodna.synthesis;
}
