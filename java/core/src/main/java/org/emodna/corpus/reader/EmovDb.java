package org.emodna.corpus.reader;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/**
 * EmoV-DB: {@code bea/Amused/amused_1-28_0001} or {@code bea_Amused/amused_1-28_0001} = emotion,
 * sentences of the recording session, sentence. The speaker is in the folder alone.
 */
final class EmovDb extends NamedFiles {
  private static final Pattern SPEAKER =
      Pattern.compile("(bea|jenie|josh|sam)(?:_([a-z]+))?", Pattern.CASE_INSENSITIVE);

  EmovDb() {
    super(
        "emovdb",
        "EmoV-DB",
        "bea/Amused/amused_1-28_0001",
        "(amused|anger|angry|disgust|disgusted|neutral|sleepiness|sleepy)_\\d+-\\d+_\\d{4}");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    Matcher folder = SPEAKER.matcher(file.folder(1));
    String label = file.folder(1);
    if (folder.matches()) {
      label = folder.group(2);
    } else {
      folder = SPEAKER.matcher(file.folder(2));
      if (!folder.matches() || folder.group(2) != null) {
        return new Reading.NotUnderstood("not in the folder of an EmoV-DB speaker: " + pattern());
      }
    }
    Emotion emotion = Emotion.known(stem.group(1)).orElseThrow();
    Optional<Emotion> above = label == null ? Optional.empty() : Emotion.known(label);
    if (above.isPresent() && !above.get().equals(emotion)) {
      return new Reading.Excluded(
          "its name says %s and its folder %s".formatted(emotion, above.get()));
    }
    String speaker = folder.group(1).toLowerCase(Locale.ROOT);
    Gender gender = speaker.equals("bea") || speaker.equals("jenie") ? Gender.FEMALE : Gender.MALE;
    return Reading.speech(emotion, speaker, gender, speaker + "/" + stem.group());
  }
}
