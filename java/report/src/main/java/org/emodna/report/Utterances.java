package org.emodna.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;

/**
 * The recordings that a run recognised, with their labels. They are mostly the same for all runs of
 * a task, so that one copy serves them ({@link Pool}).
 */
final class Utterances {
  private final List<String> labels;
  private final List<String> ids;
  private final List<String> speakers;
  private final int[] truth;
  private final int hash;

  Utterances(ScoredPredictions predictions) {
    labels = predictions.labels();
    ids = predictions.ids();
    speakers = predictions.speakers();
    truth = predictions.truth();
    hash =
        31 * (31 * (31 * labels.hashCode() + ids.hashCode()) + speakers.hashCode())
            + Arrays.hashCode(truth);
  }

  /** One copy of equal ones, for several threads. */
  static final class Pool {
    private final Map<Utterances, Utterances> all = new ConcurrentHashMap<>();

    Utterances of(ScoredPredictions predictions) {
      Utterances own = new Utterances(predictions);
      Utterances first = all.putIfAbsent(own, own);
      return first == null ? own : first;
    }
  }

  int size() {
    return truth.length;
  }

  List<String> labels() {
    return labels;
  }

  /** Class number, or {@link Predictions#NONE}. */
  int truth(int utterance) {
    return truth[utterance];
  }

  /** How many have a label. */
  int labelled() {
    return (int) Arrays.stream(truth).filter(label -> label != Predictions.NONE).count();
  }

  /** Null if it is not known. */
  String speaker(int utterance) {
    return speakers.get(utterance);
  }

  /** For each utterance of these its number among others, -1 if they lack it or label it else. */
  int[] numbersIn(Utterances others) {
    int[] numbers = new int[size()];
    if (others == this) {
      Arrays.setAll(numbers, i -> i);
      return numbers;
    }
    Map<String, Integer> byId = new HashMap<>();
    for (int i = 0; i < others.size(); i++) {
      byId.putIfAbsent(others.ids.get(i), i);
    }
    for (int i = 0; i < numbers.length; i++) {
      int there = byId.getOrDefault(ids.get(i), -1);
      boolean same = there >= 0 && labels.equals(others.labels) && truth[i] == others.truth[there];
      numbers[i] = same ? there : -1;
    }
    return numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utterances that
        && hash == that.hash
        && Arrays.equals(truth, that.truth)
        && labels.equals(that.labels)
        && ids.equals(that.ids)
        && speakers.equals(that.speakers);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
