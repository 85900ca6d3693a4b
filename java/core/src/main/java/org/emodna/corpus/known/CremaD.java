package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

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
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(3).toUpperCase(Locale.ROOT)) {
          case "ANG" -> Emotion.ANGER;
          case "DIS" -> Emotion.DISGUST;
          case "FEA" -> Emotion.FEAR;
          case "HAP" -> Emotion.HAPPINESS;
          case "NEU" -> Emotion.NEUTRAL;
          default -> Emotion.SADNESS;
        };
    return Reading.speech(emotion, stem.group(1))
        .recording(stem.group())
        .extra("sentence", stem.group(2))
        .extra("intensity", stem.group(4));
  }
}
