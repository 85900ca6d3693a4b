package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Progress;
import org.emodna.runs.Plan;
import org.emodna.runs.RunStore;

/**
 * Makes a report of the runs of a store. Nothing is trained and nothing written. Every figure is
 * computed from the stored predictions and epochs; {@code score.json} is not read. The same store
 * gives the same report, at any number of threads.
 *
 * <pre>{@code
 * Report report = ReportBuilder.of(Path.of("RESULTS")).build();
 * ReportWriter.write(Path.of("RESULTS/report"), Tables.of(report));
 * }</pre>
 */
public final class ReportBuilder {
  private final Path folder;
  private Path other;
  private Progress progress = Progress.NONE;

  private ReportBuilder(Path folder) {
    this.folder = folder;
  }

  /** Of the store in a folder. */
  public static ReportBuilder of(Path store) {
    return new ReportBuilder(store);
  }

  /** Compares with another store: {@link Report#changes}. */
  public ReportBuilder compare(Path otherStore) {
    other = Objects.requireNonNull(otherStore);
    return this;
  }

  /** Follows how far the reading has come. */
  public ReportBuilder progress(Progress listener) {
    progress = Objects.requireNonNull(listener);
    return this;
  }

  /**
   * Reads and computes. Runs that failed or can't be read are listed in {@link About.Gaps}.
   *
   * @throws org.emodna.runs.RunStoreException if there is no store, or none of its plans can be
   *     read
   * @throws ReportException if plans name things in a way that no table can be made of
   */
  public Report build() {
    StoreFacts store = StoreFacts.read(RunStore.open(folder), progress);
    List<Track> tracks = tracks(store);
    List<Comparison> comparisons = new ArrayList<>();
    tracks.forEach(track -> comparisons.addAll(new TrackComparisons(track, store).all()));
    List<Change> changes =
        other == null
            ? List.of()
            : Changes.between(tracks, tracks(StoreFacts.read(RunStore.open(other), progress)));
    return new Report(
        about(store),
        tracks,
        comparisons,
        changes,
        store.cells().values().stream().map(CellFacts::detail).flatMap(Optional::stream).toList(),
        List.of(),
        ValidatorCorrelations.of(store.cells().values()),
        Mixtures.hardware(store.cells().values()));
  }

  private static List<Track> tracks(StoreFacts store) {
    return store.plans().tracks().stream().map(track -> TrackTable.of(track, store)).toList();
  }

  private About about(StoreFacts store) {
    Plan newest = store.plans().newest();
    String protocol = text(newest.protocol().name());
    return new About(
        protocol.isEmpty() ? "EMO-DNA" : "EMO-DNA: " + protocol,
        newest.made(),
        // Others read the report, and where the store lies on this machine is of no use to them.
        folder.isAbsolute() ? String.valueOf(folder.getFileName()) : folder.toString(),
        new About.Protocol(
            protocol, text(newest.protocol().description()), text(newest.protocol().text())),
        store.plans().corpora().stream().map(ReportBuilder::corpus).toList(),
        notes(store),
        gaps(store));
  }

  private static CorpusFacts corpus(Plan.Corpus corpus) {
    return new CorpusFacts(
        corpus.name(),
        text(corpus.reader()),
        text(corpus.sha256()),
        corpus.utterances(),
        corpus.speakers(),
        corpus.classes(),
        corpus.notes());
  }

  private static String text(String value) {
    return Objects.requireNonNullElse(value, "");
  }

  private static List<String> notes(StoreFacts store) {
    Set<String> notes = new LinkedHashSet<>(store.notes());
    List<Plan> plans = store.plans().newestFirst();
    List<String> protocols = plans.stream().map(p -> text(p.protocol().name())).distinct().toList();
    if (protocols.size() > 1) {
      notes.add("The runs come from several protocols: " + String.join(", ", protocols) + ".");
    }
    for (Plan.Corpus corpus : store.plans().corpora()) {
      long versions =
          plans.stream()
              .flatMap(plan -> plan.corpora().stream())
              .filter(one -> one.name().equals(corpus.name()))
              .map(Plan.Corpus::sha256)
              .distinct()
              .count();
      if (versions > 1) {
        notes.add(
            "Corpus %s has changed between plans (%d versions)."
                .formatted(corpus.name(), versions));
      }
    }
    notes.addAll(Mixtures.notes(store.cells().values()));
    plans.forEach(plan -> notes.addAll(plan.notes()));
    return List.copyOf(notes);
  }

  private static About.Gaps gaps(StoreFacts store) {
    List<About.Missing> missing = new ArrayList<>();
    for (Map.Entry<Detail.Place, CellFacts> cell : store.cells().entrySet()) {
      if (!cell.getValue().missing().isEmpty()) {
        missing.add(missing(cell.getKey(), cell.getValue().missing(), "has not run yet"));
      }
    }
    store
        .plans()
        .leftOut()
        .forEach((place, one) -> missing.add(missing(place, List.of(), text(one.reason()))));
    return new About.Gaps(
        store.cells().values().stream().flatMap(cell -> cell.failures().stream()).toList(),
        missing,
        store.plans().missing().stream()
            .map(one -> new About.MissingCorpus(one.name(), text(one.reason())))
            .toList(),
        Remarks.unusable(store.cells().values()),
        Remarks.warnings(store.cells().values()));
  }

  private static About.Missing missing(Detail.Place place, List<Long> seeds, String reason) {
    return new About.Missing(place.track(), place.row(), place.task(), seeds, reason);
  }
}
