/**
 * The built-in readers, one class for each corpus, and what finds emotions and speakers in the
 * folders of any other collection. Internal: programs name a reader, and get it by {@link
 * org.emodna.corpus.Corpus#open(java.nio.file.Path, String)}.
 */
package org.emodna.corpus.known;
