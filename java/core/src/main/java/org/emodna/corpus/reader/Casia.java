package org.emodna.corpus.reader;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;

/** CASIA, Mandarin: {@code speaker/emotion/201}; the folders say everything. */
final class Casia implements CorpusReader {
  private static final Pattern STEM = Pattern.compile("\\d{3}");
  private static final Set<Emotion> EMOTIONS =
      Set.of(
          Emotion.ANGER,
          Emotion.FEAR,
          Emotion.HAPPINESS,
          Emotion.NEUTRAL,
          Emotion.SADNESS,
          Emotion.SURPRISE);

  @Override
  public String name() {
    return "casia";
  }

  @Override
  public String title() {
    return "CASIA";
  }

  @Override
  public String pattern() {
    return "wangzhe/angry/201";
  }

  @Override
  public Reading read(CorpusFile file) {
    String folder = file.folder(1);
    Optional<Emotion> emotion = Emotion.known(folder);
    String speaker = file.folder(2);
    if (!STEM.matcher(file.stem()).matches()
        || emotion.isEmpty()
        || !EMOTIONS.contains(emotion.get())
        || speaker.isEmpty()
        || Enterface.isSubject(speaker)) {
      return new Reading.NotUnderstood("not laid out like CASIA: " + pattern());
    }
    String recording = speaker + "/" + emotion.get() + "/" + file.stem();
    return Reading.speech(emotion.get(), speaker, null, recording);
  }
}
