package org.emodna.corpus.reader;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A corpus whose file names say everything. */
abstract class NamedFiles implements CorpusReader {
  private final String name;
  private final String title;
  private final String example;
  private final Pattern stem;

  /** The pattern is matched against the whole stem, whatever its case. */
  NamedFiles(String name, String title, String example, String stem) {
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
  public Reading read(CorpusFile file) {
    Matcher matcher = stem.matcher(file.stem().strip());
    return matcher.matches()
        ? read(matcher, file)
        : new Reading.NotUnderstood("not named like " + title + ": " + example);
  }

  abstract Reading read(Matcher stem, CorpusFile file);
}
