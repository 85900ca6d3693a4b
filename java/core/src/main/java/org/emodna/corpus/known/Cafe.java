package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * CaFE, Canadian French: {@code 01-C-2-3} = actor, emotion's French initial, intensity, sentence.
 * Odd actors are men. Intensity 1 is low (Faible), 2 high (Fort). The same takes are published at
 * 48 and at 192 kHz; each is used once.
 */
final class Cafe extends NamedFiles {
  Cafe() {
    super("cafe", "CaFE", "01-C-2-3", "(0[1-9]|1[0-2])-([CDJNPST])-([0-2])-([1-6])");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(2).toUpperCase(Locale.ROOT)) {
          case "C" -> Emotion.ANGER;
          case "D" -> Emotion.DISGUST;
          case "J" -> Emotion.HAPPINESS;
          case "N" -> Emotion.NEUTRAL;
          case "P" -> Emotion.FEAR;
          case "S" -> Emotion.SURPRISE;
          default -> Emotion.SADNESS;
        };
    String actor = stem.group(1);
    return Reading.speech(emotion, actor)
        .gender(Integer.parseInt(actor) % 2 == 1 ? Gender.MALE : Gender.FEMALE)
        .recording(stem.group())
        .extra("intensity", stem.group(3))
        .extra("sentence", stem.group(4));
  }
}
