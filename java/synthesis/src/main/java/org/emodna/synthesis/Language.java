package org.emodna.synthesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A made-up language: its sounds, its sentences and its rhythm. In a sentence, blanks separate the
 * syllables, {@code '} marks a stressed one and {@code |} a pause.
 */
final class Language {
  /** Seconds of breathy onset after a voiceless stop: long as in English, short as in Spanish. */
  final double aspirationSeconds;

  /** Length of a stressed against an unstressed vowel. */
  final double stressLength;

  private final Map<Character, Phoneme> sounds = new HashMap<>();
  private final List<List<Syllable>> sentences = new ArrayList<>();

  /**
   * A syllable of a sentence.
   *
   * @param sounds its sounds in order
   * @param stressed whether it carries an accent
   * @param pauseAfter whether a pause follows
   */
  record Syllable(List<Phoneme> sounds, boolean stressed, boolean pauseAfter) {}

  Language(
      double aspirationSeconds, double stressLength, List<Phoneme> sounds, List<String> texts) {
    this.aspirationSeconds = aspirationSeconds;
    this.stressLength = stressLength;
    for (Phoneme sound : sounds) {
      this.sounds.put(sound.symbol(), sound);
    }
    for (String text : texts) {
      sentences.add(parse(text));
    }
  }

  int sentenceCount() {
    return sentences.size();
  }

  List<Syllable> sentence(int index) {
    return sentences.get(index);
  }

  /** Where the vowel space is centred: F1 and F2 in Hz. */
  double[] centre() {
    double f1 = 0;
    double f2 = 0;
    int count = 0;
    for (Phoneme sound : sounds.values()) {
      if (sound.kind() == Phoneme.Kind.VOWEL) {
        f1 += sound.f1();
        f2 += sound.f2();
        count++;
      }
    }
    return new double[] {f1 / count, f2 / count};
  }

  private List<Syllable> parse(String text) {
    List<Syllable> syllables = new ArrayList<>();
    String[] words = text.trim().split(" +");
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("|")) {
        continue;
      }
      boolean pause = i + 1 < words.length && words[i + 1].equals("|");
      boolean stressed = words[i].startsWith("'");
      List<Phoneme> parts = new ArrayList<>();
      for (char symbol : words[i].substring(stressed ? 1 : 0).toCharArray()) {
        Phoneme sound = sounds.get(symbol);
        if (sound == null) {
          throw new IllegalArgumentException(
              "sentence \"" + text + "\" uses the sound '" + symbol + "', which is not defined");
        }
        parts.add(sound);
      }
      syllables.add(new Syllable(List.copyOf(parts), stressed, pause));
    }
    return List.copyOf(syllables);
  }
}
