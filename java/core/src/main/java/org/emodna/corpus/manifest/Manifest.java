package org.emodna.corpus.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Utterance;

/**
 * A list of recordings in a CSV, TSV, JSONL or JSON file, with the fields that NeMo, EmoBox,
 * MSP-Podcast, MELD, audformat and common tables use (see {@link Column}). Paths are relative to
 * the manifest's folder.
 *
 * @param path the manifest
 * @param utterances ordered by id
 * @param unusable the rows without a usable recording, with the reason
 * @param notes what was decided in cases of doubt, for people
 */
public record Manifest(
    Path path, List<Utterance> utterances, List<Unusable> unusable, List<String> notes) {
  private static final List<String> JSON = List.of(".jsonl", ".ndjson", ".json");

  /**
   * Whether a name is a manifest's.
   *
   * @param name a file name or path
   * @return true for .csv, .tsv, .jsonl, .ndjson, .json
   */
  public static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.concat(JSON.stream(), Stream.of(".csv", ".tsv")).anyMatch(lower::endsWith);
  }

  /**
   * Reads a manifest whose columns have usual names.
   *
   * @param file the manifest
   * @param places further folders that its paths may be relative to
   * @return its rows
   * @throws CorpusException if it is missing, not a manifest, or broken as a whole
   */
  public static Manifest read(Path file, Path... places) {
    return read(file, List.of(), places);
  }

  /**
   * Reads a manifest.
   *
   * @param file the manifest
   * @param labelColumns names for the column of the emotion; the first one that the table has is
   *     used; empty to look for the usual names
   * @param places further folders that its paths may be relative to
   * @return its rows
   * @throws CorpusException if it is missing, not a manifest, broken as a whole, or has none of
   *     those columns
   */
  public static Manifest read(Path file, List<String> labelColumns, Path... places) {
    if (!isOne(file.toString())) {
      throw new CorpusException(file + ": neither a folder nor a manifest (.csv, .tsv, .jsonl)");
    }
    if (!Files.exists(file)) {
      throw new CorpusException("manifest " + file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new CorpusException("manifest " + file + ": not a regular file");
    }
    Places folders = new Places(file, Arrays.stream(places).filter(Files::isDirectory).toList());
    List<String> notes = new ArrayList<>();
    // Columns are chosen by all rows, so the file is read twice; memory might not hold them all.
    Survey survey = new Survey();
    each(file, folders, survey);
    refuseUnreadable(file, survey);
    Columns columns = ColumnChoice.of(file, survey, labelColumns, folders, notes);
    if (survey.notText() > 0) {
      notes.add(
          "%d rows hold bytes that are not valid UTF-8; save the manifest as UTF-8"
              .formatted(survey.notText()));
    }
    RowUtterances rows = new RowUtterances(file, columns, folders);
    each(file, folders, rows);
    List<Utterance> utterances =
        rows.utterances().stream().sorted(Comparator.comparing(Utterance::id)).toList();
    if (utterances.isEmpty() && survey.notText() == survey.rows() && survey.rows() > 0) {
      throw new CorpusException("manifest " + file + ": not valid UTF-8; save it as UTF-8");
    }
    notes.addAll(rows.notes());
    return new Manifest(file, utterances, rows.unusable(), notes);
  }

  /** Rows that cannot be read are listed one by one, unless no row can be read. */
  private static void refuseUnreadable(Path file, Survey survey) {
    if (survey.rows() == 0 && survey.firstUnreadable() != null && !isJson(file)) {
      throw new CorpusException(
          "manifest %s: cannot be read after row 0: %s".formatted(file, survey.firstUnreadable()));
    }
  }

  private static boolean isJson(Path file) {
    return JSON.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith);
  }

  private static void each(Path file, Places places, Rows rows) {
    try (ManifestText text = ManifestText.open(file)) {
      if (isJson(file)) {
        JsonRows.read(file, text, rows);
      } else {
        DelimitedRows.read(file, text, places::isFile, rows);
      }
    } catch (IOException e) {
      throw new CorpusException(
          "manifest %s: cannot be read: %s"
              .formatted(file, excerpt(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** Text from a stranger, short and on one line. */
  static String excerpt(String text) {
    String head = text.length() <= 200 ? text : text.substring(0, 200) + "...";
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
