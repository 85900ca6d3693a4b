package org.emodna.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.evaluation.Predictions;
import org.emodna.report.statistics.PairedTask;

/**
 * Two rows' cells of one task, paired over the seeds that both have and the utterances that all of
 * these runs have scored.
 *
 * @param task for the interval
 * @param bySeed the difference in UAR of each common seed
 * @param unpaired labelled utterances that are left out
 */
record Pairing(PairedTask task, double[] bySeed, int unpaired) {
  /** Pairs them; empty if they have no seed or no utterance in common. */
  static Optional<Pairing> of(CellFacts a, CellFacts b) {
    List<RunFacts> ofA = new ArrayList<>();
    List<RunFacts> ofB = new ArrayList<>();
    for (RunFacts run : a.runs()) {
      b.run(run.seed())
          .ifPresent(
              other -> {
                ofA.add(run);
                ofB.add(other);
              });
    }
    if (ofA.isEmpty()) {
      return Optional.empty();
    }
    Utterances utterances = ofA.get(0).hits().utterances();
    BitSet common = new BitSet(utterances.size());
    common.set(0, utterances.size());
    List<BitSet> rightA = right(utterances, ofA, common);
    List<BitSet> rightB = right(utterances, ofB, common);
    List<int[]> byClass = new ArrayList<>();
    List<int[]> speakers = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    double[] bySeed = new double[ofA.size()];
    for (int c = 0; c < utterances.labels().size(); c++) {
      int label = c;
      int[] members = common.stream().filter(u -> utterances.truth(u) == label).toArray();
      if (members.length == 0) {
        continue;
      }
      int[] hits = new int[members.length];
      for (int s = 0; s < bySeed.length; s++) {
        int sum = 0;
        for (int i = 0; i < members.length; i++) {
          int hit = value(rightA.get(s), members[i]) - value(rightB.get(s), members[i]);
          hits[i] += hit;
          sum += hit;
        }
        bySeed[s] += (double) sum / members.length;
      }
      byClass.add(hits);
      speakers.add(
          Arrays.stream(members)
              .map(u -> numbers.computeIfAbsent(utterances.speaker(u), s -> numbers.size()))
              .toArray());
    }
    if (byClass.isEmpty()) {
      return Optional.empty();
    }
    for (int s = 0; s < bySeed.length; s++) {
      bySeed[s] /= byClass.size();
    }
    if (numbers.containsKey(null)) {
      speakers.clear();
    }
    int paired = byClass.stream().mapToInt(hits -> hits.length).sum();
    int labelled = Math.max(utterances.labelled(), ofB.get(0).hits().utterances().labelled());
    return Optional.of(
        new Pairing(PairedTask.of(bySeed.length, byClass, speakers), bySeed, labelled - paired));
  }

  private static int value(BitSet right, int utterance) {
    return right.get(utterance) ? 1 : 0;
  }

  /**
   * What each run has right, by the numbers of these utterances; keeps in common what it scored.
   */
  private static List<BitSet> right(Utterances utterances, List<RunFacts> runs, BitSet common) {
    List<BitSet> all = new ArrayList<>();
    for (RunFacts run : runs) {
      if (run.hits().utterances() == utterances) {
        common.and(run.hits().scored());
        all.add(run.hits().right());
        continue;
      }
      int[] numbers = utterances.numbersIn(run.hits().utterances());
      BitSet right = new BitSet(numbers.length);
      for (int u = 0; u < numbers.length; u++) {
        if (numbers[u] == Predictions.NONE || !run.hits().scored().get(numbers[u])) {
          common.clear(u);
        } else {
          right.set(u, run.hits().right().get(numbers[u]));
        }
      }
      all.add(right);
    }
    return all;
  }
}
