package org.emodna.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emodna.report.statistics.Bootstrap;
import org.emodna.report.statistics.EffectSize;
import org.emodna.report.statistics.Holm;
import org.emodna.report.statistics.SignedRank;

/**
 * The differences that a report states: each method against the strongest baseline that trains on
 * the source alone, the reference method against each other baseline, and each ablation against the
 * reference method.
 */
final class TrackComparisons {
  /** The method that ablations are compared with; else the first method of the table. */
  private static final String REFERENCE = "emo-dna";

  private final Track track;
  private final StoreFacts store;

  TrackComparisons(Track track, StoreFacts store) {
    this.track = track;
    this.store = store;
  }

  /** Two rows to compare. */
  private record Pair(String a, String b) {}

  /** All of them, in the order of the table, with Holm's correction over all of the track. */
  List<Comparison> all() {
    List<Raw> raw = pairs().stream().map(this::compare).flatMap(Optional::stream).toList();
    double[] holm = Holm.corrected(raw.stream().mapToDouble(Raw::p).toArray());
    int family = (int) raw.stream().filter(one -> !Double.isNaN(one.p)).count();
    List<Comparison> all = new ArrayList<>();
    for (int i = 0; i < holm.length; i++) {
      all.add(raw.get(i).corrected(track, holm[i], family));
    }
    return all;
  }

  private Set<Pair> pairs() {
    Set<String> sourceOnly = SourceOnly.names(store.plans().columns(track.name()));
    Optional<String> strongest =
        SourceOnly.strongest(track.rows(), sourceOnly).map(Track.Row::name);
    Optional<String> reference = reference();
    Set<Pair> pairs = new LinkedHashSet<>();
    for (Track.Row row : track.rows()) {
      if (row.kind().equals("method") || row.kind().equals("own")) {
        strongest.ifPresent(baseline -> pairs.add(new Pair(row.name(), baseline)));
      }
    }
    for (Track.Row row : track.rows()) {
      if (row.kind().equals("baseline")) {
        reference.ifPresent(method -> pairs.add(new Pair(method, row.name())));
      } else if (row.kind().equals("ablation")) {
        reference.ifPresent(method -> pairs.add(new Pair(row.name(), method)));
      }
    }
    return pairs;
  }

  private Optional<String> reference() {
    List<String> methods =
        track.rows().stream()
            .filter(row -> row.kind().equals("method"))
            .map(Track.Row::name)
            .toList();
    return methods.contains(REFERENCE) ? Optional.of(REFERENCE) : methods.stream().findFirst();
  }

  private Optional<Raw> compare(Pair pair) {
    Map<Detail.Place, CellFacts> cells = store.cells();
    List<Pairing> tasks = new ArrayList<>();
    for (Track.Task task : track.tasks()) {
      CellFacts a = cells.get(new Detail.Place(track.name(), pair.a, task.name()));
      CellFacts b = cells.get(new Detail.Place(track.name(), pair.b, task.name()));
      if (a != null && b != null) {
        Pairing.of(a, b).ifPresent(tasks::add);
      }
    }
    return tasks.isEmpty() ? Optional.empty() : Optional.of(raw(pair, tasks));
  }

  private Raw raw(Pair pair, List<Pairing> tasks) {
    double[] differences = tasks.stream().mapToDouble(t -> t.task().difference()).toArray();
    double[] bySeed = tasks.stream().flatMapToDouble(t -> Arrays.stream(t.bySeed())).toArray();
    double sum = 0;
    for (double difference : differences) {
      sum += difference;
    }
    Bootstrap.Interval interval =
        Bootstrap.of(
            tasks.stream().map(Pairing::task).toList(),
            String.join("\n", track.name(), pair.a, pair.b));
    return new Raw(
        pair,
        new Comparison.Difference(
            sum / differences.length, interval.low(), interval.high(), EffectSize.of(bySeed)),
        SignedRank.p(differences),
        SignedRank.pairs(differences).length,
        new Comparison.Size(
            tasks.size(),
            tasks.stream().mapToInt(t -> t.bySeed().length).min().orElseThrow(),
            tasks.stream().mapToInt(t -> t.bySeed().length).max().orElseThrow(),
            bySeed.length,
            tasks.stream().mapToInt(Pairing::unpaired).sum(),
            (int) tasks.stream().filter(t -> t.task().drawsSpeakers()).count()));
  }

  /** A comparison before the correction. */
  private record Raw(
      Pair pair, Comparison.Difference difference, double p, int pairs, Comparison.Size size) {
    Comparison corrected(Track track, double holm, int family) {
      Comparison.Test test = new Comparison.Test(p, holm, pairs, Double.isNaN(p) ? 0 : family);
      Comparison plain = new Comparison(track.name(), pair.a, pair.b, difference, test, size, "");
      return new Comparison(
          track.name(),
          pair.a,
          pair.b,
          difference,
          test,
          size,
          Sentences.of(plain, track.noun(), name -> name));
    }
  }
}
