package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** EMOVO, Italian: {@code dis-f1-b1} = emotion, speaker, sentence. */
final class Emovo extends NamedFiles {
  Emovo() {
    super("emovo", "EMOVO", "dis-f1-b1", "(dis|gio|pau|rab|sor|tri|neu)-([fm])(\\d+)-(\\w+)");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(1).toLowerCase(Locale.ROOT)) {
          case "dis" -> Emotion.DISGUST;
          case "gio" -> Emotion.HAPPINESS;
          case "pau" -> Emotion.FEAR;
          case "rab" -> Emotion.ANGER;
          case "sor" -> Emotion.SURPRISE;
          case "tri" -> Emotion.SADNESS;
          default -> Emotion.NEUTRAL;
        };
    String letter = stem.group(2).toLowerCase(Locale.ROOT);
    Gender gender = letter.equals("f") ? Gender.FEMALE : Gender.MALE;
    return Reading.speech(emotion, letter + stem.group(3)).gender(gender).recording(stem.group());
  }
}
