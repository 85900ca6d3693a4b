package org.emodna.corpus.known;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** EMODB, Berlin: {@code 03a01Fa} = speaker, text, emotion's German initial, version. */
final class Emodb extends NamedFiles {
  private static final Set<String> MEN = Set.of("03", "10", "11", "12", "15");

  Emodb() {
    super("emodb", "EMODB", "03a01Fa", "(\\d{2})([a-z]\\d{2})([wafntel])[a-z]?");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(3).toUpperCase(Locale.ROOT)) {
          case "W" -> Emotion.ANGER;
          case "A" -> Emotion.FEAR;
          case "F" -> Emotion.HAPPINESS;
          case "N" -> Emotion.NEUTRAL;
          case "T" -> Emotion.SADNESS;
          case "E" -> Emotion.DISGUST;
          default -> Emotion.BOREDOM;
        };
    String speaker = stem.group(1);
    Gender gender = MEN.contains(speaker) ? Gender.MALE : Gender.FEMALE;
    return Reading.speech(emotion, speaker).gender(gender).recording(stem.group());
  }
}
