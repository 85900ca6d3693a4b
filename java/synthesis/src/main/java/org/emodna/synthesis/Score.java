package org.emodna.synthesis;

import java.util.ArrayList;
import java.util.List;

/** When each sound of an utterance begins and ends, in seconds. */
final class Score {
  private static final double PAUSE_SECONDS = 0.17;
  private static final double FINAL_LENGTHENING = 1.45;

  final List<Note> notes = new ArrayList<>();
  final List<Beat> beats = new ArrayList<>();
  double seconds;

  /**
   * One sound in time.
   *
   * @param sound the sound
   * @param begin seconds
   * @param end seconds
   * @param stressed whether its syllable is stressed
   */
  record Note(Phoneme sound, double begin, double end, boolean stressed) {}

  /**
   * One syllable in time.
   *
   * @param begin seconds
   * @param end seconds
   * @param stressed whether it carries an accent
   */
  record Beat(double begin, double end, boolean stressed) {}

  private Score() {}

  /**
   * Sets a sentence in time.
   *
   * @param tempo log2 of the factor on the rate of syllables
   * @param leastSeconds the whole is slowed down where it would be shorter
   * @param mostSeconds the whole is sped up where it would be longer
   */
  static Score of(
      Language language,
      List<Language.Syllable> sentence,
      double tempo,
      double pause,
      double leastSeconds,
      double mostSeconds,
      RandomStream random) {
    Score score = new Score();
    double stretch = StrictMath.pow(2, -tempo);
    double time = random.uniform(0.08, 0.25);
    for (int s = 0; s < sentence.size(); s++) {
      Language.Syllable syllable = sentence.get(s);
      boolean last = s == sentence.size() - 1 || syllable.pauseAfter();
      double begin = time;
      for (Phoneme sound : syllable.sounds()) {
        double length = sound.seconds() * stretch * (1 + random.gaussian(0.08));
        if (sound.kind() == Phoneme.Kind.VOWEL) {
          length *=
              (syllable.stressed() ? language.stressLength : 1) * (last ? FINAL_LENGTHENING : 1);
        }
        score.notes.add(new Note(sound, time, time + length, syllable.stressed()));
        time += length;
      }
      score.beats.add(new Beat(begin, time, syllable.stressed()));
      if (syllable.pauseAfter()) {
        time += PAUSE_SECONDS * StrictMath.pow(2, pause) * random.uniform(0.7, 1.3);
      }
    }
    score.seconds = time + random.uniform(0.1, 0.3);
    if (score.seconds < leastSeconds) {
      return score.stretched(leastSeconds / score.seconds);
    }
    return score.seconds > mostSeconds ? score.stretched(mostSeconds / score.seconds) : score;
  }

  private Score stretched(double factor) {
    Score result = new Score();
    for (Note note : notes) {
      result.notes.add(new Note(note.sound, note.begin * factor, note.end * factor, note.stressed));
    }
    for (Beat beat : beats) {
      result.beats.add(new Beat(beat.begin * factor, beat.end * factor, beat.stressed));
    }
    result.seconds = seconds * factor;
    return result;
  }
}
