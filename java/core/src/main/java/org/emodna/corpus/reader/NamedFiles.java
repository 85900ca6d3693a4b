package org.emodna.corpus.reader;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of a corpus whose file names say everything. */
public abstract class NamedFiles implements CorpusReader {
  private final String name;
  private final String title;
  private final String example;
  private final Pattern stem;

  /**
   * Describes the corpus.
   *
   * @param name the reader's name: lower-case letters and digits
   * @param title the corpus's own name
   * @param example a file's name without its extension, for people
   * @param stem a regular expression for all of a file's name without its extension, whatever its
   *     case
   */
  protected NamedFiles(String name, String title, String example, String stem) {
    this.name = name;
    this.title = title;
    this.example = example;
    this.stem = Pattern.compile(stem, Pattern.CASE_INSENSITIVE);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final String pattern() {
    return example;
  }

  @Override
  public final Reading read(CorpusFile file) {
    Matcher matcher = stem.matcher(file.stem().strip());
    return matcher.matches()
        ? read(matcher, file)
        : new Reading.NotUnderstood("not named like " + title + ": " + example);
  }

  /**
   * Says what a file is whose name matches the expression.
   *
   * @param stem the match, with its groups
   * @param file the file, for its folders
   * @return the utterance, or why the file is not one
   */
  protected abstract Reading read(Matcher stem, CorpusFile file);
}
