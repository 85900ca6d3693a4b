package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * AESDD, Greek: {@code a03 (4)} = emotion's initial, utterance, speaker; a letter behind it marks a
 * second take. Names do not tell women from men.
 */
final class Aesdd extends NamedFiles {
  Aesdd() {
    super("aesdd", "AESDD", "a03 (4)", "([adfhs])(\\d{2})[\\s_]*\\((\\d{1,2})\\)\\s*[a-z]?");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(1).toLowerCase(Locale.ROOT)) {
          case "a" -> Emotion.ANGER;
          case "d" -> Emotion.DISGUST;
          case "f" -> Emotion.FEAR;
          case "h" -> Emotion.HAPPINESS;
          default -> Emotion.SADNESS;
        };
    if (Emotion.known(file.folder(1)).filter(above -> !above.equals(emotion)).isPresent()) {
      return new Reading.NotUnderstood("in the folder of an emotion other than its name says");
    }
    return Reading.speech(emotion, stem.group(3))
        .recording(stem.group())
        .extra("sentence", stem.group(2));
  }
}
