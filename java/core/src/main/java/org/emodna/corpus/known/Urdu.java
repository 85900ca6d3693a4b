package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** URDU: {@code SM1_F1_A01} = speaker, file, emotion's initial with a number. */
final class Urdu extends NamedFiles {
  Urdu() {
    super("urdu", "URDU", "SM1_F1_A01", "(S([MF])\\d+)_(F\\d+)_([AHNS])\\d+");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(4).toUpperCase(Locale.ROOT)) {
          case "A" -> Emotion.ANGER;
          case "H" -> Emotion.HAPPINESS;
          case "N" -> Emotion.NEUTRAL;
          default -> Emotion.SADNESS;
        };
    Gender gender = stem.group(2).equalsIgnoreCase("M") ? Gender.MALE : Gender.FEMALE;
    return Reading.speech(emotion, stem.group(1).toUpperCase(Locale.ROOT))
        .gender(gender)
        .recording(stem.group());
  }
}
