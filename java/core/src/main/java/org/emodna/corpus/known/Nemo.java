package org.emodna.corpus.known;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** nEMO, Polish: {@code WR0_surprised_64} = speaker, emotion, sentence. */
final class Nemo extends NamedFiles {
  Nemo() {
    super(
        "nemo",
        "nEMO",
        "WR0_surprised_64",
        // A speaker, and nobody else's spk1 or sub2.
        "((?!spk|sub|act|ses|usr|par)[a-z]{2,3}\\d)_([a-z]+)_(\\d+)");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Optional<Emotion> emotion = Emotion.known(stem.group(2));
    if (emotion.isEmpty()) {
      return new Reading.NotUnderstood(
          "'" + stem.group(2) + "' is not a known emotion", "its name says no known emotion");
    }
    String speaker = stem.group(1).toUpperCase(Locale.ROOT);
    return Reading.speech(emotion.get(), speaker).recording(stem.group());
  }
}
