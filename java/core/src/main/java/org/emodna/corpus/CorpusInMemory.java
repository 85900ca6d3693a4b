package org.emodna.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.Problem;

/** Makes a {@link Corpus} of utterances that a program has put together. */
final class CorpusInMemory {
  /** What {@link Corpus#reader} says of one. */
  static final String READER = "memory";

  private CorpusInMemory() {}

  static Corpus of(String name, List<Utterance> utterances) {
    if (name == null || name.isBlank() || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new CorpusException(
          Problem.of("the name of a corpus", "is empty or holds control characters")
              .remedy("give it a name for messages and reports"));
    }
    if (utterances == null || utterances.isEmpty()) {
      throw new CorpusException(
          Problem.of("corpus " + name, "has no utterances").remedy("give at least one"));
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < utterances.size(); i++) {
      Utterance one = utterances.get(i);
      if (one == null) {
        throw new CorpusException(
            Problem.of("corpus " + name, "utterance %d of the list is null".formatted(i)));
      }
      Integer other = places.putIfAbsent(one.id(), i);
      if (other != null) {
        throw new CorpusException(
            Problem.of(
                    "corpus " + name,
                    "two utterances have the id '%s', at %d and %d of the list"
                        .formatted(one.id(), other, i))
                .remedy("give each an id of its own"));
      }
    }
    List<Utterance> sorted = new ArrayList<>(utterances);
    sorted.sort(Comparator.comparing(Utterance::id));
    Optional<String> missingLabels =
        sorted.stream().allMatch(one -> one.emotion() == null)
            ? Optional.of("none of its utterances was given an emotion")
            : Optional.empty();
    return new Corpus(
        name,
        null,
        READER,
        sorted,
        List.of(),
        new Corpus.Findings(List.of(), Map.of(), Optional.empty(), missingLabels));
  }
}
