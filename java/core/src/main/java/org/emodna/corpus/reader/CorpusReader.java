package org.emodna.corpus.reader;

import java.util.Optional;

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
   * Where the speakers' names come from, where that had to be found out for the tree at hand.
   *
   * @return for people; empty where the corpus' naming says it
   */
  default Optional<String> speakers() {
    return Optional.empty();
  }

  /**
   * Why no utterance has a label, where the corpus has labels that are not in the tree at hand.
   *
   * @return for people, such as which files are missing; empty where there is nothing to say
   */
  default Optional<String> missingLabels() {
    return Optional.empty();
  }

  /**
   * Whether two files of one {@link Reading.Speech#recording()} in different formats are copies of
   * each other wherever they lie. Where names are no more than numbers, they must lie in one
   * folder.
   *
   * @return true unless names are too common to say so much
   */
  default boolean namesTellRecordings() {
    return true;
  }

  /**
   * Reads one file's name.
   *
   * @param file a file of the prepared tree
   * @return what it is
   */
  Reading read(CorpusFile file);
}
