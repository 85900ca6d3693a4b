package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

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
  protected Reading read(Matcher stem, CorpusFile file) {
    String letter = stem.group(1).toUpperCase(Locale.ROOT);
    return Reading.speech(Emotion.known(stem.group(4)).orElseThrow(), letter + stem.group(2))
        .gender(letter.equals("F") ? Gender.FEMALE : Gender.MALE)
        .recording(stem.group())
        .extra("sentence", stem.group(3))
        .extra("take", stem.group(5));
  }
}
