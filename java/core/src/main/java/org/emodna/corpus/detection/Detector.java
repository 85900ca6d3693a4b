package org.emodna.corpus.detection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.UnknownCorpusException;
import org.emodna.corpus.known.KnownCorpora;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;

/** Detects which corpus lies in a folder: the one whose reader understands most of the files. */
public final class Detector {
  /** A reader must understand at least this share of the files. */
  private static final double ENOUGH = 0.5;

  /** Two corpora that both reach this share lie side by side; choosing one would drop the other. */
  private static final double RIVAL = 0.2;

  /** By how much the folder-per-class reader must be better than a corpus's own. */
  private static final double CLEARLY = 0.02;

  /** Readers that an error names. */
  private static final int MOST_NAMED = 5;

  private static final Set<String> MANIFESTS = Set.of("csv", "tsv", "jsonl", "ndjson");

  private Detector() {}

  private record Candidate(CorpusReader reader, double share, long classes) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s %.0f %% (%s)", reader.name(), 100 * share, reader.pattern());
    }
  }

  /**
   * Chooses the reader for a folder.
   *
   * @param shown the folder as the user named it
   * @param tree what it holds
   * @return the reader, prepared for the tree
   * @throws UnknownCorpusException saying what was tried if none fits
   * @throws CorpusException if several do, or there is no audio
   */
  public static CorpusReader detect(Path shown, CorpusTree tree) {
    if (tree.speech().isEmpty() && tree.unknown().isEmpty()) {
      throw new CorpusException(
          Problem.of(shown, "holds no audio or video files" + manifests(tree)));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (CorpusReader reader : Readers.corpora()) {
      candidates.add(judge(reader, tree));
    }
    candidates.sort(Comparator.comparingDouble(Candidate::share).reversed());
    Candidate best = candidates.get(0);
    Candidate folders = judge(KnownCorpora.FOLDER_PER_CLASS, tree);
    if (folders.share >= ENOUGH && folders.classes > 1 && folders.share > best.share + CLEARLY) {
      return folders.reader;
    }
    if (candidates.get(1).share >= RIVAL) {
      throw new CorpusException(
          Problem.of(shown, "holds files of several corpora: " + above(candidates, RIVAL))
              .remedy("point at one of them, or name it with CorpusOptions.reader"));
    }
    if (best.share >= ENOUGH) {
      return best.reader;
    }
    candidates.add(folders);
    candidates.sort(Comparator.comparingDouble(Candidate::share).reversed());
    String tried = above(candidates, Double.MIN_VALUE);
    throw new UnknownCorpusException(
        Problem.of(
                shown,
                "the %d audio files are named like no known corpus%s"
                    .formatted(
                        tree.speech().size(),
                        tried.isEmpty()
                            ? ""
                            : " (tried, with the share understood: " + tried + ")"))
            .remedy(
                "name the corpus with CorpusOptions.reader, use one folder per emotion, say what"
                    + " folders and names mean with CorpusOptions.layout '{speaker}_{emotion}_{}', or"
                    + " write a manifest"
                    + manifests(tree)));
  }

  private static String above(List<Candidate> candidates, double share) {
    return candidates.stream()
        .filter(candidate -> candidate.share >= share)
        .limit(MOST_NAMED)
        .map(Candidate::toString)
        .collect(Collectors.joining(", "));
  }

  private static Candidate judge(CorpusReader unprepared, CorpusTree tree) {
    CorpusReader reader = unprepared.prepared(tree);
    List<Reading> readings = new ArrayList<>();
    tree.speech().forEach(file -> readings.add(reader.read(file)));
    // A file of unknown kind counts for a reader that knows its name, and against none.
    tree.unknown().stream()
        .map(reader::read)
        .filter(reading -> !(reading instanceof Reading.NotUnderstood))
        .forEach(readings::add);
    long understood =
        readings.stream().filter(reading -> !(reading instanceof Reading.NotUnderstood)).count();
    long classes =
        readings.stream()
            .filter(Reading.Speech.class::isInstance)
            .map(reading -> ((Reading.Speech) reading).emotion())
            .distinct()
            .count();
    double share = readings.isEmpty() ? 0 : (double) understood / readings.size();
    return new Candidate(reader, share, classes);
  }

  private static String manifests(CorpusTree tree) {
    String found =
        tree.other().stream()
            .filter(file -> MANIFESTS.contains(file.extension()))
            .limit(3)
            .map(CorpusFile::id)
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? "" : " (if one of these is a manifest, name it: " + found + ")";
  }
}
