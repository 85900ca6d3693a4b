package org.emodna.corpus.known;

import java.util.Locale;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * DEMoS, Italian: {@code PR_f_18_gio04a} = prototypical (PR) or not (NP), gender, speaker, emotion
 * with the sample. Neutral ones lack the first field. Guilt ({@code col}) is a separate emotion.
 */
final class Demos extends NamedFiles {
  Demos() {
    super(
        "demos",
        "DEMoS",
        "PR_f_18_gio04a",
        "(?:(NP|PR)_)?([fm])_(\\d{1,2})_(col|dis|gio|pau|rab|sor|tri|neu)\\d{1,3}[a-z]?");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Emotion emotion =
        switch (stem.group(4).toLowerCase(Locale.ROOT)) {
          case "col" -> Emotion.GUILT;
          case "dis" -> Emotion.DISGUST;
          case "gio" -> Emotion.HAPPINESS;
          case "pau" -> Emotion.FEAR;
          case "rab" -> Emotion.ANGER;
          case "sor" -> Emotion.SURPRISE;
          case "tri" -> Emotion.SADNESS;
          default -> Emotion.NEUTRAL;
        };
    String kind = stem.group(1);
    Reading.Speech speech =
        Reading.speech(emotion, stem.group(3))
            .gender(stem.group(2).equalsIgnoreCase("f") ? Gender.FEMALE : Gender.MALE)
            .recording(stem.group());
    return kind == null
        ? speech
        : speech.extra("prototypical", kind.equalsIgnoreCase("PR") ? "1" : "0");
  }
}
