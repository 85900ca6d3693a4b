package org.emodna.corpus;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much of a corpus is used for a set of classes, and what is left out and why, by the names
 * alone; what can't be decoded shows later.
 *
 * @param name the corpus's
 * @param total recordings and files that might be some, and rows of a manifest
 * @param used how many of them are used
 * @param leftOut how many are not, by reason, the most frequent first; the reasons are such as "of
 *     other classes (surprise 200)" and "(a second copy of a recording that is used)"
 * @param missing classes that none of those used belongs to, where any has a label
 */
public record CorpusUse(
    String name, int total, int used, Map<String, Integer> leftOut, List<String> missing) {
  /** Reasons that a summary names. */
  private static final int MOST_REASONS = 6;

  /**
   * What a training learns from.
   *
   * @param corpus where it was taken from
   * @param used by {@link Corpus#labelled}
   */
  public static CorpusUse of(Corpus corpus, LabelledCorpus used) {
    Set<String> ids =
        used.items().stream().map(LabelledCorpus.Item::id).collect(Collectors.toSet());
    return of(corpus, ids, used.labelSet());
  }

  /**
   * What is recognised.
   *
   * @param corpus where it was taken from
   * @param used those of its recordings that are
   * @param labels the classes that it was taken for
   */
  public static CorpusUse of(Corpus corpus, UnlabelledCorpus used, LabelSet labels) {
    Set<String> ids =
        used.items().stream().map(UnlabelledCorpus.Item::id).collect(Collectors.toSet());
    return of(corpus, ids, labels);
  }

  private static CorpusUse of(Corpus corpus, Set<String> used, LabelSet labels) {
    Map<String, Integer> others = new TreeMap<>();
    Set<String> present = new HashSet<>();
    int unlabelled = 0;
    for (Utterance utterance : corpus.utterances()) {
      String emotion = utterance.emotion() == null ? null : utterance.emotion().name();
      if (used.contains(utterance.id())) {
        present.add(emotion);
      } else if (emotion == null) {
        unlabelled++;
      } else {
        others.merge(emotion, 1, Integer::sum);
      }
    }
    Map<String, Integer> reasons = new TreeMap<>();
    if (!others.isEmpty()) {
      reasons.put(
          "of other classes (" + counted(others) + ")",
          others.values().stream().mapToInt(Integer::intValue).sum());
    }
    if (unlabelled > 0) {
      reasons.put("without a label", unlabelled);
    }
    corpus.unusable().forEach(one -> reasons.merge(reason(one), 1, Integer::sum));
    present.remove(null);
    List<String> missing =
        present.isEmpty()
            ? List.of()
            : labels.names().stream().filter(name -> !present.contains(name)).toList();
    return new CorpusUse(
        corpus.name(),
        corpus.utterances().size() + corpus.unusable().size(),
        used.size(),
        mostFirst(reasons),
        missing);
  }

  private static String counted(Map<String, Integer> counts) {
    return mostFirst(counts).entrySet().stream()
        .map(one -> one.getKey() + " " + one.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> mostFirst(Map<String, Integer> counts) {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(one -> sorted.put(one.getKey(), one.getValue()));
    return sorted;
  }

  /** What like ones are counted under. */
  private static String reason(Unusable one) {
    return one.kind() == Unusable.Kind.MISSING ? "not there" : "(" + one.group() + ")";
  }

  /**
   * The use in a line, such as "EMODB: 339 of 535 recordings are used; left out: 196 of other
   * classes (boredom 81, disgust 46, …)".
   */
  public String toText() {
    StringBuilder text = new StringBuilder(name);
    if (leftOut.isEmpty()) {
      return text.append(": all ").append(used).append(" recordings are used").toString();
    }
    text.append(": ").append(used).append(" of ").append(total).append(" recordings are used");
    text.append("; left out: ");
    int rest = 0;
    int named = 0;
    for (Map.Entry<String, Integer> reason : leftOut.entrySet()) {
      if (named == MOST_REASONS) {
        rest += reason.getValue();
        continue;
      }
      text.append(named++ == 0 ? "" : ", ").append(reason.getValue()).append(' ');
      text.append(reason.getKey());
    }
    return rest == 0 ? text.toString() : text + ", " + rest + " for other reasons";
  }
}
