package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/** TESS, two Canadian women: {@code OAF_back_angry} = speaker, word, emotion. */
final class Tess extends NamedFiles {
  Tess() {
    super(
        "tess",
        "TESS",
        "OAF_back_angry",
        // The original holds one OA_bite_neutral among the OAF files.
        "(OAF?|YAF)_(.+)_(angry|disgust|fear|happy|neutral|ps|pleasant_?surprised?|sad)");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(3).toLowerCase(Locale.ROOT)) {
          case "angry" -> Emotion.ANGER;
          case "disgust" -> Emotion.DISGUST;
          case "fear" -> Emotion.FEAR;
          case "happy" -> Emotion.HAPPINESS;
          case "neutral" -> Emotion.NEUTRAL;
          case "sad" -> Emotion.SADNESS;
          default -> Emotion.SURPRISE;
        };
    String speaker = stem.group(1).toUpperCase(Locale.ROOT).startsWith("O") ? "OAF" : "YAF";
    String recording = speaker + "_" + stem.group(2) + "_" + emotion;
    return Reading.speech(emotion, speaker).gender(Gender.FEMALE).recording(recording);
  }
}
