package org.emodna.corpus.reader;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/**
 * MESD, Mexican Spanish: {@code Anger_C_A_abajo} = emotion, voice (F woman, M man, C child), list
 * of words, word. Each voice is several people whom the names do not tell apart, so the recordings
 * have no speaker.
 */
final class Mesd extends NamedFiles {
  Mesd() {
    super(
        "mesd",
        "MESD",
        "Anger_C_A_abajo",
        "(Anger|Disgust|Fear|Happiness|Neutral|Sadness)_([FMC])_([AB])_(\\w+)");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    String voice = stem.group(2).toUpperCase(Locale.ROOT);
    Gender gender =
        switch (voice) {
          case "F" -> Gender.FEMALE;
          case "M" -> Gender.MALE;
          default -> null;
        };
    return new Reading.Speech(
        Emotion.known(stem.group(1)).orElseThrow(),
        null,
        gender,
        stem.group(),
        0,
        Map.of("voice", voice, "words", stem.group(3), "word", stem.group(4)));
  }
}
