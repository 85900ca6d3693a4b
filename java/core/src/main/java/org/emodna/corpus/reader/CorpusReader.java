package org.emodna.corpus.reader;

/**
 * Knows how one corpus lays out and names its files. Readers take any extension and any case, and
 * judge a file by its name and the folders next to it, so that a copy may be nested anyhow.
 */
public interface CorpusReader {
  /**
   * The name to ask for this reader by.
   *
   * @return lower-case letters and digits
   */
  String name();

  /**
   * The corpus' own name.
   *
   * @return for reports
   */
  String title();

  /**
   * What a file of this corpus looks like.
   *
   * @return for error messages
   */
  String pattern();

  /**
   * A reader for one tree; for corpora whose labels lie in files of their own.
   *
   * @param tree all files
   * @return this, or a reader that has seen the tree
   */
  default CorpusReader prepared(CorpusTree tree) {
    return this;
  }

  /**
   * Reads one file's name.
   *
   * @param file a file of the prepared tree
   * @return what it is
   */
  Reading read(CorpusFile file);
}
