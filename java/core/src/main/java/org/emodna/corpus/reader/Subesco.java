package org.emodna.corpus.reader;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/**
 * SUBESCO, Bangla: {@code F_02_MONIKA_S_1_NEUTRAL_5} = gender, number and name of the speaker,
 * sentence, emotion, take. Women and men are counted apart, so a speaker is gender and number.
 */
final class Subesco extends NamedFiles {
  Subesco() {
    super(
        "subesco",
        "SUBESCO",
        "F_02_MONIKA_S_1_NEUTRAL_5",
        "([FM])_(\\d{2})_[A-Z]+_S_(\\d{1,2})_(ANGRY|DISGUST|FEAR|HAPPY|NEUTRAL|SAD|SURPRISE)_(\\d)");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    String letter = stem.group(1).toUpperCase(Locale.ROOT);
    return new Reading.Speech(
        Emotion.known(stem.group(4)).orElseThrow(),
        letter + stem.group(2),
        letter.equals("F") ? Gender.FEMALE : Gender.MALE,
        stem.group(),
        0,
        Map.of("sentence", stem.group(3), "take", stem.group(5)));
  }
}
