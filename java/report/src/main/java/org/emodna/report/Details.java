package org.emodna.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.emodna.report.statistics.ConfidenceBins;

/** What lies behind a cell's figures: confusion, recalls by class and by speaker. */
final class Details {
  private Details() {}

  /** Of runs of one task, at least one. */
  static Detail of(
      Detail.Place place, List<RunFacts> runs, ConfidenceBins calibration, Detail.Curves curves) {
    List<String> labels = runs.get(0).hits().utterances().labels();
    return new Detail(
        place,
        labels,
        confusion(runs, labels.size()),
        recalls(runs, labels),
        speakers(runs),
        calibration(calibration),
        curves);
  }

  private static List<List<Long>> confusion(List<RunFacts> runs, int classes) {
    long[][] sum = new long[classes][classes];
    for (RunFacts run : runs) {
      long[][] own = run.score().confusion();
      for (int c = 0; c < classes; c++) {
        for (int p = 0; p < classes; p++) {
          sum[c][p] += own[c][p];
        }
      }
    }
    return Arrays.stream(sum).map(row -> LongStream.of(row).boxed().toList()).toList();
  }

  private static List<Detail.Recall> recalls(List<RunFacts> runs, List<String> labels) {
    return IntStream.range(0, labels.size())
        .mapToObj(
            c -> {
              List<Double> recalls = new ArrayList<>();
              long most = 0;
              for (RunFacts run : runs) {
                long[] row = run.score().confusion()[c];
                long n = LongStream.of(row).sum();
                most = Math.max(most, n);
                if (n > 0) {
                  recalls.add((double) row[c] / n);
                }
              }
              Figure over = Figure.of(recalls);
              return new Detail.Recall(labels.get(c), over.mean(), over.sd(), most);
            })
        .toList();
  }

  private static List<Detail.Speaker> speakers(List<RunFacts> runs) {
    Map<String, List<Detail.Speaker>> all = new TreeMap<>();
    for (RunFacts run : runs) {
      speakers(run)
          .forEach(one -> all.computeIfAbsent(one.speaker(), s -> new ArrayList<>()).add(one));
    }
    return all.values().stream()
        .map(
            seeds ->
                new Detail.Speaker(
                    seeds.get(0).speaker(),
                    seeds.stream().mapToDouble(Detail.Speaker::uar).average().orElseThrow(),
                    seeds.stream().mapToLong(Detail.Speaker::n).max().orElseThrow(),
                    seeds.stream().mapToInt(Detail.Speaker::classes).max().orElseThrow()))
        .toList();
  }

  private static List<Detail.Speaker> speakers(RunFacts run) {
    Utterances utterances = run.hits().utterances();
    int classes = utterances.labels().size();
    // Of each class: utterances, then those that are right.
    Map<String, long[][]> counts = new TreeMap<>();
    run.hits().scored().stream()
        .filter(u -> utterances.speaker(u) != null)
        .forEach(
            u -> {
              long[][] of =
                  counts.computeIfAbsent(utterances.speaker(u), s -> new long[2][classes]);
              of[0][utterances.truth(u)]++;
              of[1][utterances.truth(u)] += run.hits().right().get(u) ? 1 : 0;
            });
    List<Detail.Speaker> speakers = new ArrayList<>();
    counts.forEach((speaker, of) -> speakers.add(speaker(speaker, of[0], of[1])));
    return speakers;
  }

  private static Detail.Speaker speaker(String speaker, long[] all, long[] right) {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < all.length; c++) {
      if (all[c] > 0) {
        sum += (double) right[c] / all[c];
        classes++;
      }
    }
    return new Detail.Speaker(speaker, sum / classes, LongStream.of(all).sum(), classes);
  }

  private static Detail.Calibration calibration(ConfidenceBins of) {
    List<Detail.Bin> bins =
        IntStream.range(0, ConfidenceBins.BINS)
            .mapToObj(b -> new Detail.Bin(of.confidence(b), of.accuracy(b), of.count(b)))
            .toList();
    return new Detail.Calibration(bins, of.error());
  }
}
