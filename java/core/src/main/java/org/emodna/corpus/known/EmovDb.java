package org.emodna.corpus.known;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.NamedFiles;
import org.emodna.corpus.reader.Reading;

/**
 * EmoV-DB: {@code bea/Amused/amused_1-28_0001} = emotion, sentences of the recording session,
 * sentence. The speaker is in the folder: {@code bea/Amused} in the sorted copy, {@code bea_Amused}
 * in the archives; some copies put it before the file's name.
 */
final class EmovDb extends NamedFiles {
  private static final Pattern SPEAKER =
      Pattern.compile("(bea|jenie|josh|sam)(?:_([a-z]+))?", Pattern.CASE_INSENSITIVE);

  EmovDb() {
    super(
        "emovdb",
        "EmoV-DB",
        "bea/Amused/amused_1-28_0001",
        "(?:(bea|jenie|josh|sam)_)?"
            + "((amused|anger|angry|disgust|disgusted|neutral|sleepiness|sleepy)_\\d+-\\d+_\\d{4})");
  }

  @Override
  protected Reading read(Matcher stem, CorpusFile file) {
    Matcher near = SPEAKER.matcher(file.folder(1));
    Matcher far = SPEAKER.matcher(file.folder(2));
    String named = stem.group(1);
    if (named == null && near.matches()) {
      named = near.group(1);
    } else if (named == null && far.matches() && far.group(2) == null) {
      named = far.group(1);
    }
    if (named == null) {
      return new Reading.NotUnderstood("not in the folder of an EmoV-DB speaker: " + pattern());
    }
    Emotion emotion = Emotion.known(stem.group(3)).orElseThrow();
    String label = near.matches() ? near.group(2) : file.folder(1);
    Optional<Emotion> above = label == null ? Optional.empty() : Emotion.known(label);
    if (above.isPresent() && !above.get().equals(emotion)) {
      return new Reading.Excluded(
          "its name says %s and its folder %s".formatted(emotion, above.get()));
    }
    String speaker = named.toLowerCase(Locale.ROOT);
    Gender gender = speaker.equals("bea") || speaker.equals("jenie") ? Gender.FEMALE : Gender.MALE;
    return Reading.speech(emotion, speaker).gender(gender).recording(speaker + "/" + stem.group(2));
  }
}
