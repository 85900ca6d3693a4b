package org.emodna.corpus.known;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.Reading;

/**
 * MEAD: {@code M003/audio/angry/level_1/001} and {@code M003/video/front/angry/level_1/001}. M is a
 * man, W a woman. Seven cameras film one take at a time and the sound lies beside them, all under
 * one number: the audio file is used if there is one, otherwise the front view or another.
 */
final class Mead implements CorpusReader {
  private static final Pattern STEM = Pattern.compile("\\d{3}");
  private static final Pattern LEVEL = Pattern.compile("level_([123])", Pattern.CASE_INSENSITIVE);
  private static final Pattern SPEAKER = Pattern.compile("([MW])\\d{3}", Pattern.CASE_INSENSITIVE);

  /** In order of preference. */
  private static final List<String> VIEWS =
      List.of("front", "left_30", "left_60", "right_30", "right_60", "top", "down");

  private static final Set<Emotion> EMOTIONS =
      Set.of(
          Emotion.ANGER,
          Emotion.CONTEMPT,
          Emotion.DISGUST,
          Emotion.FEAR,
          Emotion.HAPPINESS,
          Emotion.NEUTRAL,
          Emotion.SADNESS,
          Emotion.SURPRISE);

  @Override
  public String name() {
    return "mead";
  }

  @Override
  public String title() {
    return "MEAD";
  }

  @Override
  public String pattern() {
    return "M003/audio/angry/level_1/001";
  }

  @Override
  public Reading read(CorpusFile file) {
    Matcher level = LEVEL.matcher(file.folder(1));
    Optional<Emotion> emotion = Emotion.known(file.folder(2)).filter(EMOTIONS::contains);
    String view = file.folder(3).toLowerCase(Locale.ROOT);
    boolean audio = view.equals("audio");
    Matcher speaker = SPEAKER.matcher(file.folder(audio ? 4 : 5));
    if (!STEM.matcher(file.stem()).matches()
        || !level.matches()
        || emotion.isEmpty()
        || !(audio || VIEWS.contains(view) && file.folder(4).equalsIgnoreCase("video"))
        || !speaker.matches()) {
      return new Reading.NotUnderstood("not laid out like MEAD: " + pattern());
    }
    String name = speaker.group().toUpperCase(Locale.ROOT);
    String take = name + "/" + emotion.get() + "/" + level.group(1) + "/" + file.stem();
    return Reading.speech(emotion.get(), name)
        .gender(name.startsWith("M") ? Gender.MALE : Gender.FEMALE)
        .recording(take)
        .preference(audio ? 0 : 1 + VIEWS.indexOf(view))
        .extra("level", level.group(1));
  }
}
