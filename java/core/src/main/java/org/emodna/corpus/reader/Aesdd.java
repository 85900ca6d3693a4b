package org.emodna.corpus.reader;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;

/**
 * AESDD, Greek: {@code a03 (4)} = emotion's initial, utterance, speaker; a letter behind it marks a
 * second take. Names do not tell women from men.
 */
final class Aesdd extends NamedFiles {
  Aesdd() {
    super("aesdd", "AESDD", "a03 (4)", "([adfhs])(\\d{2})[\\s_]*\\((\\d{1,2})\\)\\s*[a-z]?");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(1).toLowerCase(Locale.ROOT)) {
          case "a" -> Emotion.ANGER;
          case "d" -> Emotion.DISGUST;
          case "f" -> Emotion.FEAR;
          case "h" -> Emotion.HAPPINESS;
          default -> Emotion.SADNESS;
        };
    if (Emotion.known(file.folder(1)).filter(above -> !above.equals(emotion)).isPresent()) {
      return new Reading.NotUnderstood("in the folder of another emotion than its name's letter");
    }
    return new Reading.Speech(
        emotion, stem.group(3), null, stem.group(), 0, Map.of("sentence", stem.group(2)));
  }
}
