package org.emodna.corpus.reader;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/**
 * ESD: {@code 0011/Angry/0011_000351} = speaker, number; train, test or evaluation may lie between
 * folder and file. Speakers 0001 to 0010 speak Mandarin, 0011 to 0020 English. The folder names the
 * emotion; the lists of transcripts, {@code 0011/0011.txt}, are not read.
 */
final class Esd extends NamedFiles {
  private static final Set<Integer> MEN = Set.of(4, 5, 6, 8, 10, 11, 12, 13, 14, 20);
  private static final Set<Emotion> EMOTIONS =
      Set.of(Emotion.ANGER, Emotion.HAPPINESS, Emotion.NEUTRAL, Emotion.SADNESS, Emotion.SURPRISE);
  private static final int LAST_MANDARIN = 10;

  Esd() {
    super("esd", "ESD", "0011/Angry/0011_000351", "(00(?:0[1-9]|1\\d|20))_00[01]\\d{3}");
  }

  @Override
  Reading read(Matcher stem, CorpusFile file) {
    Optional<Emotion> emotion =
        Emotion.known(file.folder(1)).or(() -> Emotion.known(file.folder(2)));
    if (emotion.isEmpty() || !EMOTIONS.contains(emotion.get())) {
      return new Reading.NotUnderstood("not in the folder of an emotion of ESD: " + pattern());
    }
    String speaker = stem.group(1);
    int number = Integer.parseInt(speaker);
    return new Reading.Speech(
        emotion.get(),
        speaker,
        MEN.contains(number) ? Gender.MALE : Gender.FEMALE,
        stem.group(),
        0,
        Map.of("language", number <= LAST_MANDARIN ? "zh" : "en"));
  }
}
