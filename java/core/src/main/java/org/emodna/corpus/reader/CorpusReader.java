package org.emodna.corpus.reader;

import java.util.Optional;

/**
 * Knows how one corpus lays out and names its files: from a file's name and folders to emotion and
 * speaker. Audio is never opened.
 *
 * <p>A reader of your own is a public class with a public constructor without arguments, named in
 * {@code META-INF/services/org.emodna.corpus.reader.CorpusReader} of its jar ({@link
 * java.util.ServiceLoader}). Detection then tries it beside the built-in readers, and its name
 * selects it wherever a reader can be named. Where file names alone say everything, extend {@link
 * NamedFiles}.
 *
 * <p>A reader should accept its own corpus only: a folder of which two readers each understand a
 * fifth is refused as ambiguous. It should ignore extensions and case, and look at the folders next
 * to the file rather than at those below the root, so that a copy may be nested anyhow.
 */
public interface CorpusReader {
  /**
   * The name that selects this reader.
   *
   * @return lower-case letters and digits; no other reader's name
   */
  String name();

  /**
   * The corpus's own name.
   *
   * @return for reports
   */
  String title();

  /**
   * What a file of this corpus looks like.
   *
   * @return an example for people, such as "03a01Fa"
   */
  String pattern();

  /**
   * Says what one file is. Must not throw: a file of another corpus is {@link
   * Reading.NotUnderstood}.
   *
   * @param file a file of the tree that this reader was {@link #prepared} for
   * @return the utterance, or why the file is not one
   */
  Reading read(CorpusFile file);

  /**
   * Looks at a whole tree before its files are read: for labels in files of their own, or where all
   * names together say what a single one does not. Must leave this reader as it is, since it serves
   * every tree.
   *
   * @param tree all files below the corpus's folder
   * @return this reader, or a new one that knows the tree
   */
  default CorpusReader prepared(CorpusTree tree) {
    return this;
  }

  /**
   * Where the speakers' names come from, if the tree had to be searched for them.
   *
   * @return for people; empty where the corpus's naming says it
   */
  default Optional<String> speakers() {
    return Optional.empty();
  }

  /**
   * Why no utterance has a label, if the corpus keeps its labels in files that the tree lacks.
   *
   * @return for people, such as which files are missing; empty where there is nothing to say
   */
  default Optional<String> missingLabels() {
    return Optional.empty();
  }

  /**
   * Whether two files of one {@link Reading.Speech#recording()} in different formats are copies of
   * each other wherever they lie. Where names are mere numbers, they must lie in one folder.
   *
   * @return true unless names are too common to tell
   */
  default boolean namesTellRecordings() {
    return true;
  }
}
