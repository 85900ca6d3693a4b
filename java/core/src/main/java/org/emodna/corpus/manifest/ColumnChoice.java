package org.emodna.corpus.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.corpus.CorpusException;

/** Chooses a table's columns and says where the choice was in doubt. */
final class ColumnChoice {
  private static final int LISTED = 30;

  private final Path manifest;
  private final Survey survey;
  private final List<String> asked;
  private final Places places;
  private final List<String> notes;

  private ColumnChoice(
      Path manifest, Survey survey, List<String> asked, Places places, List<String> notes) {
    this.manifest = manifest;
    this.survey = survey;
    this.asked = asked;
    this.places = places;
    this.notes = notes;
  }

  /**
   * Chooses.
   *
   * @param manifest for messages
   * @param survey what the table holds
   * @param asked names for the label's column; the first one that is there is used; empty to look
   *     for the usual names
   * @param places settles on where the files are
   * @param notes takes sentences for people
   * @throws CorpusException if no column is called as asked, or names can't be told apart
   */
  static Columns of(
      Path manifest, Survey survey, List<String> asked, Places places, List<String> notes) {
    return new ColumnChoice(manifest, survey, asked, places, notes).columns();
  }

  private Columns columns() {
    boolean numbered = Meld.isIts(survey.columns());
    List<String> path = path(numbered);
    List<String> emotion = emotion();
    Labels labels = labels(emotion);
    List<String> speaker = speaker();
    List<String> offsets = candidates(Column.OFFSET);
    List<String> end = first(Column.END);
    if (numbered && !(offsets.isEmpty() && end.isEmpty())) {
      notes.add("the times are MELD's, those of the television episode; they are not used");
      offsets = List.of();
      end = List.of();
    }
    return new Columns(
        path,
        numbered && path.isEmpty(),
        emotion,
        labels,
        speaker,
        first(Column.GENDER),
        first(Column.DURATION),
        offsets,
        end);
  }

  /** The table's columns of a meaning, the most telling name first. */
  private List<String> candidates(Column column) {
    return survey.columns(column).stream().sorted(Comparator.comparingInt(column::rank)).toList();
  }

  /** The most telling one that is not empty, with those that stand for it in other rows. */
  private List<String> first(Column column) {
    List<String> candidates = candidates(column);
    if (candidates.isEmpty()) {
      return List.of();
    }
    String best =
        candidates.stream()
            .filter(name -> survey.cells(name).filled() > 0)
            .findFirst()
            .orElse(candidates.get(0));
    return joined(best, candidates);
  }

  /** A column and those of the same meaning that no row has beside it or each other. */
  private List<String> joined(String best, List<String> candidates) {
    List<String> joined = new ArrayList<>(List.of(best));
    for (String other : candidates) {
      if (!joined.contains(other)
          && joined.stream().noneMatch(one -> survey.together(one, other))) {
        joined.add(other);
      }
    }
    return joined;
  }

  private List<String> path(boolean numbered) {
    List<String> candidates = candidates(Column.PATH);
    if (candidates.isEmpty()) {
      if (numbered) {
        settle(survey.samples().stream().map(Meld::files).filter(f -> !f.isEmpty()).toList(), true);
      }
      return List.of();
    }
    List<String> best = first(Column.PATH);
    int most = places.hits(files(best));
    for (String other : candidates) {
      int hits = most > 0 || best.contains(other) ? 0 : places.hits(files(List.of(other)));
      if (hits > 0) {
        notes.add(
            "the files are taken from column '%s'; those that '%s' names are not there"
                .formatted(shown(other), shown(best.get(0))));
        best = joined(other, candidates);
        most = hits;
      }
    }
    if (most == 0) {
      settle(files(best), false);
    }
    return best;
  }

  private List<List<String>> files(List<String> columns) {
    return survey.samples().stream()
        .map(row -> Columns.cell(row, columns))
        .filter(Objects::nonNull)
        .map(List::of)
        .toList();
  }

  private void settle(List<List<String>> files, boolean meld) {
    places
        .settle(files, meld)
        .ifPresent(folder -> notes.add("the files are found below " + folder));
  }

  private List<String> emotion() {
    if (!asked.isEmpty()) {
      return List.of(asked());
    }
    List<String> candidates = candidates(Column.EMOTION);
    if (candidates.isEmpty()) {
      notes.add(
          "no column is known as that of the emotion; the columns are %s. Name it by CorpusOptions.labelColumns%s"
              .formatted(listed(), hint()));
      return List.of();
    }
    // The sort keeps the order of names among columns of the same worth.
    String best =
        candidates.stream().sorted(Comparator.comparingInt(this::worth)).findFirst().orElseThrow();
    refuseAlike(best);
    List<String> taken =
        joined(best, candidates.stream().filter(one -> words(one) == words(best)).toList());
    List<String> others =
        candidates.stream()
            .filter(name -> !taken.contains(name) && survey.cells(name).labels() > 0)
            .toList();
    if (!others.isEmpty() || taken.size() > 1) {
      notes.add(
          "the emotion is taken from column %s%s; CorpusOptions.labelColumns names another"
              .formatted(quoted(taken), others.isEmpty() ? "" : ", not from " + quoted(others)));
    }
    return taken;
  }

  /** Names of emotions are better than other words, words than numbers, numbers than nothing. */
  private int worth(String column) {
    Survey.Cells cells = survey.cells(column);
    if (cells.labels() == 0) {
      return 3;
    }
    return cells.onlyNumbers() ? 2 : cells.mostlyEmotions() ? 0 : 1;
  }

  private boolean words(String column) {
    return worth(column) <= 1;
  }

  private String asked() {
    for (String name : asked) {
      if (survey.columns().contains(name)) {
        return name;
      }
      List<String> alike =
          survey.columns().stream()
              .filter(column -> !Column.key(column).isEmpty())
              .filter(column -> Column.key(column).equals(Column.key(name)))
              .toList();
      if (!alike.isEmpty()) {
        refuseAlike(alike.get(0));
        return alike.get(0);
      }
    }
    throw new CorpusException(
        Problem.of(
                "manifest " + manifest,
                "no column is called '%s'"
                    .formatted(Manifest.excerpt(String.join("' or '", asked))))
            .remedy("name one that is there by CorpusOptions.labelColumns: " + listed()));
  }

  private void refuseAlike(String chosen) {
    List<String> alike =
        survey.columns().stream()
            .filter(column -> Column.key(column).equals(Column.key(chosen)))
            .map(ColumnChoice::shown)
            .toList();
    if (alike.size() > 1 && !asked.contains(chosen)) {
      throw new CorpusException(
          Problem.of(
                  "manifest " + manifest,
                  "the columns '%s' differ in case or punctuation alone"
                      .formatted(String.join("', '", alike)))
              .remedy("name one by CorpusOptions.labelColumns"));
    }
  }

  private Labels labels(List<String> columns) {
    if (columns.isEmpty()) {
      return Labels.NAMES;
    }
    String column = columns.get(0);
    Survey.Cells cells = survey.cells(column);
    if (column.equals("emo") && EmoBoxLabels.isIts(survey.columns())) {
      EmoBoxLabels labels = EmoBoxLabels.in(places.folder());
      notes.add(labels.note());
      return labels;
    }
    if (Column.key(column).equals("emoclass") && cells.onlyMspPodcastLetters()) {
      notes.add(
          "column '%s' holds MSP-Podcast's letters: %s"
              .formatted(shown(column), Labels.described(Labels.MSP_PODCAST)));
      return Labels.mspPodcast();
    }
    if (cells.labels() == 0) {
      notes.add("column '%s' has no label in any row".formatted(shown(column)));
    } else if (cells.onlyNumbers()) {
      numbers(column, cells);
    } else if (cells.known() == 0) {
      notes.add(
          "no label in column '%s' is the name of a known emotion (%s); each becomes a separate class"
              .formatted(shown(column), cells.examples()));
    }
    return Labels.NAMES;
  }

  private void numbers(String column, Survey.Cells cells) {
    if (asked.isEmpty()) {
      notes.add(
          "column '%s' holds numbers (%s), which are taken as classes of these names; if another"
                  .formatted(shown(column), cells.examples())
              + " column has the emotions' names, name it by CorpusOptions.labelColumns");
    }
  }

  private List<String> speaker() {
    List<String> taken = first(Column.SPEAKER);
    List<String> others =
        candidates(Column.SPEAKER).stream()
            .filter(name -> !taken.contains(name) && survey.cells(name).filled() > 0)
            .toList();
    if (!others.isEmpty()) {
      notes.add(
          "the speaker is taken from column %s, not from %s"
              .formatted(quoted(taken), quoted(others)));
    }
    return taken;
  }

  /** Columns that hold emotions, whatever they are called. */
  private String hint() {
    Optional<String> like =
        survey.columns().stream().filter(name -> survey.cells(name).mostlyEmotions()).findFirst();
    return like.map(
            name ->
                "; '%s' looks like it (%s)".formatted(shown(name), survey.cells(name).examples()))
        .orElse("");
  }

  private String listed() {
    List<String> all = survey.columns();
    int more = all.size() - LISTED;
    return more > 0 ? quoted(all.subList(0, LISTED)) + " and " + more + " more" : quoted(all);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(ColumnChoice::shown).collect(Collectors.joining("', '", "'", "'"));
  }

  private static String shown(String name) {
    String plain = Manifest.excerpt(name);
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }

  /** The notes that only reading can tell. */
  static List<String> counted(Map<String, Long> counts) {
    List<String> notes = new ArrayList<>();
    counts.forEach((text, rows) -> notes.add((rows == 1 ? "1 row: " : rows + " rows: ") + text));
    return notes;
  }
}
