package org.emodna.corpus.reader;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;

/** CREMA-D: {@code 1001_DFA_ANG_XX} = actor, sentence, emotion, intensity. */
final class CremaD extends NamedFiles {
  CremaD() {
    super(
        "cremad",
        "CREMA-D",
        "1001_DFA_ANG_XX",
        // One file of the original ends in a single X.
        "(\\d{4})_([a-z]{3})_(ANG|DIS|FEA|HAP|NEU|SAD)_(XX?|LO|MD|HI)");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(3).toUpperCase(Locale.ROOT)) {
          case "ANG" -> Emotion.ANGER;
          case "DIS" -> Emotion.DISGUST;
          case "FEA" -> Emotion.FEAR;
          case "HAP" -> Emotion.HAPPINESS;
          case "NEU" -> Emotion.NEUTRAL;
          default -> Emotion.SADNESS;
        };
    return new Reading.Speech(
        emotion,
        stem.group(1),
        null,
        stem.group(),
        0,
        Map.of("sentence", stem.group(2), "intensity", stem.group(4)));
  }
}
