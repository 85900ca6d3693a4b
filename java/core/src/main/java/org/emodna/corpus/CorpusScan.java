package org.emodna.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.Sound;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Parallel;
import org.emodna.base.Progress;
import org.emodna.base.Stage;

/** Decodes every recording of a corpus once and reports what it holds. Samples are not kept. */
public final class CorpusScan {
  private CorpusScan() {}

  private record Scanned(Utterance utterance, FileStats stats) {
    String emotion() {
      return utterance.emotion() == null ? "(none)" : utterance.emotion().name();
    }

    /** Whether a manifest's row may mean a part of the file; declared lengths may be rounded. */
    boolean isLongerThanSaid() {
      double said = utterance.duration();
      return stats.seconds() > said + Math.max(0.25, 0.1 * said);
    }

    String speaker() {
      return utterance.speaker() == null ? "(unknown)" : utterance.speaker();
    }
  }

  /**
   * Scans a corpus with the decoder's default limits.
   *
   * @param corpus the corpus
   * @param threads 0 for as many as the machine has
   * @param progress is told after each file
   * @return what was found; files that cannot be decoded are in its list, they stop nothing
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted
   */
  public static ScanReport of(Corpus corpus, int threads, Progress progress) {
    return of(corpus, new AudioDecoder(), threads, progress);
  }

  /**
   * Scans a corpus.
   *
   * @param corpus the corpus
   * @param decoder decodes its files
   * @param threads 0 for as many as the machine has
   * @param progress is told after each file
   * @return what was found; files that cannot be decoded are in its list, they stop nothing
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted
   */
  public static ScanReport of(Corpus corpus, AudioDecoder decoder, int threads, Progress progress) {
    int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    List<Utterance> utterances = corpus.utterances();
    progress.stage(Stage.SCAN, "scan " + corpus.name(), utterances.size());
    List<Parallel.Attempt<FileStats>> attempts =
        Parallel.map(
            utterances.size(),
            i -> utterances.get(i).id(),
            i -> {
              Sound sound = utterances.get(i).sound();
              return FileStats.of(sound, decoder.summarise(sound));
            },
            workers,
            progress);
    List<Scanned> scanned = new ArrayList<>();
    List<Unusable> unusable = new ArrayList<>(corpus.unusable());
    for (int i = 0; i < utterances.size(); i++) {
      Utterance utterance = utterances.get(i);
      Parallel.Attempt<FileStats> attempt = attempts.get(i);
      if (attempt.failed()) {
        unusable.add(
            new Unusable(utterance.id(), Unusable.Kind.UNREADABLE, reason(attempt.failure())));
      } else {
        scanned.add(new Scanned(utterance, attempt.value()));
      }
    }
    return report(corpus, scanned, unusable);
  }

  /** The file stands beside it. */
  private static String reason(EmoDnaException exception) {
    return exception instanceof AudioException
        ? exception.problem().explanation()
        : exception.getMessage();
  }

  private static ScanReport report(Corpus corpus, List<Scanned> scanned, List<Unusable> unusable) {
    return new ScanReport(
        corpus.name(),
        corpus.place(),
        corpus.reader(),
        corpus.speakersFrom().orElse(null),
        corpus.notes(),
        scanned.size(),
        scanned.stream().mapToDouble(one -> one.stats.seconds()).sum(),
        groups(scanned, Scanned::emotion),
        groups(scanned, Scanned::speaker),
        spread(scanned, FileStats::seconds),
        counts(scanned, FileStats::sampleRate),
        counts(scanned, FileStats::channels),
        counts(scanned, FileStats::format),
        levels(scanned, FileStats::peak),
        levels(scanned, FileStats::rms),
        duplicates(scanned),
        warnings(corpus, scanned),
        unusable);
  }

  private static List<ScanReport.Group> groups(
      List<Scanned> scanned, Function<Scanned, String> key) {
    Map<String, ScanReport.Group> groups = new TreeMap<>();
    for (Scanned one : scanned) {
      String name = key.apply(one);
      groups.merge(
          name,
          new ScanReport.Group(name, 1, one.stats.seconds()),
          (a, b) ->
              new ScanReport.Group(
                  name, a.utterances() + b.utterances(), a.seconds() + b.seconds()));
    }
    return List.copyOf(groups.values());
  }

  private static <K extends Comparable<K>> Map<K, Integer> counts(
      List<Scanned> scanned, Function<FileStats, K> key) {
    Map<K, Integer> counts = new TreeMap<>();
    scanned.forEach(one -> counts.merge(key.apply(one.stats), 1, Integer::sum));
    return counts;
  }

  private static Spread spread(List<Scanned> scanned, ToDoubleFunction<FileStats> value) {
    return Spread.of(scanned.stream().mapToDouble(one -> value.applyAsDouble(one.stats)).toArray());
  }

  private static Spread levels(List<Scanned> scanned, ToDoubleFunction<FileStats> magnitude) {
    List<Scanned> heard = scanned.stream().filter(one -> one.stats.peak() > 0).toList();
    return spread(heard, stats -> 20 * Math.log10(magnitude.applyAsDouble(stats)));
  }

  private static List<ScanReport.Duplicate> duplicates(List<Scanned> scanned) {
    Map<String, List<Utterance>> byHash = new TreeMap<>();
    for (Scanned one : scanned) {
      byHash.computeIfAbsent(one.stats.sha256(), hash -> new ArrayList<>()).add(one.utterance);
    }
    return byHash.entrySet().stream()
        .filter(same -> same.getValue().size() > 1)
        .map(same -> duplicate(same.getKey(), same.getValue()))
        .sorted(Comparator.comparing((ScanReport.Duplicate same) -> same.ids().get(0)))
        .toList();
  }

  private static ScanReport.Duplicate duplicate(String hash, List<Utterance> same) {
    Emotion first = same.get(0).emotion();
    return new ScanReport.Duplicate(
        hash,
        same.stream().map(Utterance::id).toList(),
        same.stream().anyMatch(one -> !Objects.equals(one.emotion(), first)));
  }

  private static List<ScanReport.Warning> warnings(Corpus corpus, List<Scanned> scanned) {
    List<ScanReport.Warning> warnings = new ArrayList<>();
    corpus
        .namesakes()
        .forEach(
            (id, other) ->
                warnings.add(
                    new ScanReport.Warning(
                        id,
                        "by its name the same recording as "
                            + other
                            + ", but its content differs; both are used")));
    for (Scanned one : scanned) {
      String id = one.utterance.id();
      one.stats.warnings().forEach(text -> warnings.add(new ScanReport.Warning(id, text)));
      if (one.isLongerThanSaid()) {
        warnings.add(
            new ScanReport.Warning(
                id,
                String.format(
                    Locale.ROOT,
                    "the manifest says %.2f s, and the file has %.2f s; all of it is used",
                    one.utterance.duration(),
                    one.stats.seconds())));
      }
    }
    return warnings;
  }
}
