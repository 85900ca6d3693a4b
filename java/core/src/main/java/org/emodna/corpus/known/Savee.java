package org.emodna.corpus.known;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.Reading;

/** SAVEE, four English men: {@code DC_a01} in one folder, or {@code DC/a01}. */
final class Savee implements CorpusReader {
  private static final Set<String> SPEAKERS = Set.of("DC", "JE", "JK", "KL");
  private static final Pattern STEM =
      Pattern.compile("(?:(DC|JE|JK|KL)_)?(a|d|f|h|n|sa|su)(\\d{1,2})", Pattern.CASE_INSENSITIVE);

  @Override
  public String name() {
    return "savee";
  }

  @Override
  public String title() {
    return "SAVEE";
  }

  @Override
  public String pattern() {
    return "DC_a01 or DC/a01";
  }

  @Override
  public Reading read(CorpusFile file) {
    Matcher stem = STEM.matcher(file.stem());
    if (!stem.matches()) {
      return new Reading.NotUnderstood("not named like SAVEE: " + pattern());
    }
    String named = stem.group(1) != null ? stem.group(1) : file.folder(1);
    String speaker = named.toUpperCase(Locale.ROOT);
    if (!SPEAKERS.contains(speaker)) {
      return new Reading.NotUnderstood("not in the folder of a SAVEE speaker: DC, JE, JK, KL");
    }
    Emotion emotion =
        switch (stem.group(2).toLowerCase(Locale.ROOT)) {
          case "a" -> Emotion.ANGER;
          case "d" -> Emotion.DISGUST;
          case "f" -> Emotion.FEAR;
          case "h" -> Emotion.HAPPINESS;
          case "n" -> Emotion.NEUTRAL;
          case "sa" -> Emotion.SADNESS;
          default -> Emotion.SURPRISE;
        };
    // Audio counts from a01, video from a1: one name for both.
    String recording = speaker + stem.group(2) + Integer.parseInt(stem.group(3));
    return Reading.speech(emotion, speaker).gender(Gender.MALE).recording(recording);
  }
}
