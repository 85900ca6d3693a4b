package org.emodna.synthesis;

import java.nio.file.Path;
import java.util.Locale;

/** How a corpus's files are named; in both layouts a folder is the label. */
enum Layout {
  /** {@code speaker/emotion/NNN}, with adjectives: {@code astrid/angry/001.wav}. */
  SPEAKER_EMOTION {
    @Override
    Path path(Utterance utterance) {
      return Path.of(utterance.voice().name(), utterance.emotion().adjective(), file(utterance));
    }
  },

  /** {@code emotion/speaker/NNN}, one folder per class: {@code anger/alba/001.mp3}. */
  EMOTION_SPEAKER {
    @Override
    Path path(Utterance utterance) {
      return Path.of(utterance.emotion().label(), utterance.voice().name(), file(utterance));
    }
  };

  /** The file of an utterance, relative to the corpus's folder. */
  abstract Path path(Utterance utterance);

  private static String file(Utterance utterance) {
    String extension = utterance.recording().format().extension();
    return String.format(Locale.ROOT, "%03d.%s", utterance.take(), extension);
  }
}
