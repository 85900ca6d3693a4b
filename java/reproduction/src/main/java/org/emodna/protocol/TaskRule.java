package org.emodna.protocol;

import java.nio.file.Path;
import java.util.List;

/** What a protocol says of its tasks. */
sealed interface TaskRule {
  /**
   * A direction that is named.
   *
   * @param labels of its own; empty = those of the protocol
   */
  record Pair(String source, String target, List<String> labels) {
    String name() {
      return source + ">" + target;
    }
  }

  /**
   * Directions between corpora.
   *
   * @param pairs empty = all between those that are found
   */
  record Directions(List<Pair> pairs) implements TaskRule {}

  /** Each speaker of each corpus once. */
  record SpeakersLeftOut() implements TaskRule {}

  /**
   * Folds of each corpus.
   *
   * @param count how many
   * @param bySpeaker whether a speaker's recordings stay together
   * @param seed of the order in which recordings are dealt out
   */
  record Folds(int count, boolean bySpeaker, long seed) implements TaskRule {}

  /**
   * EmoBox's lists.
   *
   * @param folder a copy of its repository, or the folder {@code data} in it
   * @param crossCorpus whether the balanced sets of its second track are recognised, in place of
   *     the folds
   */
  record EmoBox(Path folder, boolean crossCorpus) implements TaskRule {}
}
