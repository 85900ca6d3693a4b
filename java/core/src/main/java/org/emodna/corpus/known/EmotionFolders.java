package org.emodna.corpus.known;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.audio.PathLookup;
import org.emodna.corpus.Emotion;

/** Emotions in the names of folders: angry, 01_Anger, angry_speech, Fears. */
final class EmotionFolders {
  private static final Set<String> TITLES =
      Set.of("emotion", "emotions", "emo", "class", "label", "category", "feeling", "folder");

  private EmotionFolders() {}

  /**
   * The emotion that a folder's name says; empty if it says none, several, or something else too.
   */
  static Optional<Emotion> of(String name) {
    Optional<Emotion> whole = exactly(name);
    if (whole.isPresent()) {
      return whole;
    }
    List<String> left = new ArrayList<>();
    for (String word : FolderWords.words(name)) {
      boolean numbers = word.length() == 1 && word.charAt(0) < 0x80;
      if (!numbers && !TITLES.contains(word) && !FolderWords.isBesideEmotion(word)) {
        left.add(word);
      }
    }
    if (left.isEmpty()) {
      return Optional.empty();
    }
    Optional<Emotion> joined = known(String.join("", left));
    if (joined.isPresent()) {
      return joined;
    }
    // Said twice, as in "angry_Wut".
    Optional<Emotion> first = known(left.get(0));
    return left.stream().allMatch(word -> known(word).equals(first)) ? first : Optional.empty();
  }

  /**
   * The emotion that is a folder's whole name, even if the name is not UTF-8, as {@code Col\xE8re}.
   */
  static Optional<Emotion> exactly(String name) {
    Optional<Emotion> emotion = Emotion.known(name);
    return emotion.isPresent()
        ? emotion
        : PathLookup.readings(name).stream()
            .map(Emotion::known)
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<Emotion> known(String word) {
    Optional<Emotion> emotion = Emotion.known(word);
    return emotion.isEmpty() && word.length() > 4 && word.endsWith("s")
        ? Emotion.known(word.substring(0, word.length() - 1))
        : emotion;
  }
}
