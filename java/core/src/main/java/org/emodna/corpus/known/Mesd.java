package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * MESD, Mexican Spanish: {@code Anger_C_A_abajo} = emotion, voice (F woman, M man, C child), list
 * of words, word. Each voice is several people whom the names do not distinguish, so the recordings
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
  protected Reading read(Matcher stem, CorpusFile file) {
    String voice = stem.group(2).toUpperCase(Locale.ROOT);
    Gender gender =
        switch (voice) {
          case "F" -> Gender.FEMALE;
          case "M" -> Gender.MALE;
          default -> null;
        };
    return Reading.speech(Emotion.known(stem.group(1)).orElseThrow(), null)
        .gender(gender)
        .recording(stem.group())
        .extra("voice", voice)
        .extra("words", stem.group(3))
        .extra("word", stem.group(4));
  }
}
