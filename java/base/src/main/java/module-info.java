/** What every module uses: errors, progress, atomic files, settings of parts, jars from outside. */
module org.emodna.base {
  requires transitive com.fasterxml.jackson.core;

  exports org.emodna.base;
}
