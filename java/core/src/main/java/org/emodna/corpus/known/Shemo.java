package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * ShEMO, Persian: {@code F03A05} = gender and number of the speaker, emotion's initial (W is
 * surprise), utterance.
 */
final class Shemo extends NamedFiles {
  Shemo() {
    super("shemo", "ShEMO", "F03A05", "([FM]\\d{2})([AFHNSW])\\d{2,3}");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(2).toUpperCase(Locale.ROOT)) {
          case "A" -> Emotion.ANGER;
          case "F" -> Emotion.FEAR;
          case "H" -> Emotion.HAPPINESS;
          case "N" -> Emotion.NEUTRAL;
          case "S" -> Emotion.SADNESS;
          default -> Emotion.SURPRISE;
        };
    if (Emotion.known(file.folder(1)).filter(above -> !above.equals(emotion)).isPresent()) {
      return new Reading.NotUnderstood("in the folder of an emotion other than its name says");
    }
    String speaker = stem.group(1).toUpperCase(Locale.ROOT);
    Gender gender = speaker.startsWith("F") ? Gender.FEMALE : Gender.MALE;
    return Reading.speech(emotion, speaker).gender(gender).recording(stem.group());
  }
}
