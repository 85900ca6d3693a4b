package org.emodna.corpus.known;

import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * RAVDESS: seven numbers = modality, channel, emotion, intensity, statement, repetition, actor. Odd
 * actors are men. Songs are left out. The same take exists as audio, as video with sound and as
 * mute video; the audio is used if there is one.
 */
final class Ravdess extends NamedFiles {
  private static final Emotion[] EMOTIONS = {
    Emotion.NEUTRAL,
    Emotion.CALM,
    Emotion.HAPPINESS,
    Emotion.SADNESS,
    Emotion.ANGER,
    Emotion.FEAR,
    Emotion.DISGUST,
    Emotion.SURPRISE
  };

  Ravdess() {
    super(
        "ravdess",
        "RAVDESS",
        "03-01-06-01-02-01-12",
        "(0[123])-(0[12])-(0[1-8])-(\\d{2})-(\\d{2})-(\\d{2})-(\\d{2})");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    if (stem.group(2).equals("02")) {
      return new Reading.Excluded("a song, not speech (second field 02)");
    }
    if (stem.group(1).equals("02")) {
      return new Reading.Excluded("video without sound (first field 02)");
    }
    String actor = stem.group(7);
    return Reading.speech(EMOTIONS[Integer.parseInt(stem.group(3)) - 1], actor)
        .gender(Integer.parseInt(actor) % 2 == 1 ? Gender.MALE : Gender.FEMALE)
        .recording(stem.group().substring(3))
        .preference(stem.group(1).equals("03") ? 0 : 1)
        .extra("intensity", stem.group(4))
        .extra("statement", stem.group(5))
        .extra("repetition", stem.group(6));
  }
}
