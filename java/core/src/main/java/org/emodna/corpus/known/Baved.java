package org.emodna.corpus.known;

import java.util.regex.Matcher;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * BAVED, Arabic: {@code 0-m-21-0-1-105} = speaker, gender, age, word, level, record. Level 0 is
 * tired, 1 ordinary, 2 any strong emotion, glad or angry alike. A level is not an emotion, so the
 * recordings have no label; the level is kept beside them.
 */
final class Baved extends NamedFiles {
  Baved() {
    super(
        "baved",
        "BAVED",
        "0-m-21-0-1-105",
        "(\\d{1,3})-([mf])-(\\d{1,3})-([0-6])-([0-2])-(\\d{1,5})");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    return Reading.speech(null, stem.group(1))
        .gender(stem.group(2).equalsIgnoreCase("f") ? Gender.FEMALE : Gender.MALE)
        .recording(stem.group())
        .extra("age", stem.group(3))
        .extra("word", stem.group(4))
        .extra("level", stem.group(5));
  }
}
