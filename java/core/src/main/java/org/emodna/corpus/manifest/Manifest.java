package org.emodna.corpus.manifest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Utterance;

/**
 * A list of recordings in a CSV, TSV or JSONL file, with the fields that NeMo, EmoBox and common
 * tables use (see {@link Column}). Paths are relative to the manifest's folder.
 *
 * @param path the manifest
 * @param utterances ordered by id
 * @param unusable the rows that name no usable recording, with the reason
 * @param notes what was decided for the table where it left room for doubt, for people
 */
public record Manifest(
    Path path, List<Utterance> utterances, List<Unusable> unusable, List<String> notes) {
  private static final List<String> JSON = List.of(".jsonl", ".ndjson", ".json");
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /**
   * Whether a name is that of a manifest.
   *
   * @param name a file name or path
   * @return true for .csv, .tsv, .jsonl, .ndjson, .json
   */
  public static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.concat(JSON.stream(), Stream.of(".csv", ".tsv")).anyMatch(lower::endsWith);
  }

  /**
   * Reads a manifest.
   *
   * @param file the manifest
   * @param places further folders that its paths may be relative to
   * @return its rows
   * @throws CorpusException if it is missing, no manifest, or broken as a whole
   */
  public static Manifest read(Path file, Path... places) {
    if (!isOne(file.toString())) {
      throw new CorpusException(file + ": neither a folder nor a manifest (.csv, .tsv, .jsonl)");
    }
    if (!Files.exists(file)) {
      throw new CorpusException("manifest " + file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new CorpusException("manifest " + file + ": not a regular file");
    }
    RowUtterances rows =
        new RowUtterances(file, Arrays.stream(places).filter(Files::isDirectory).toList());
    try (BufferedReader text = open(file)) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (JSON.stream().anyMatch(name::endsWith)) {
        JsonRows.read(text, rows);
      } else {
        DelimitedRows.read(file, text, name.endsWith(".tsv") ? '\t' : 0, rows);
      }
    } catch (CharacterCodingException e) {
      throw new CorpusException("manifest " + file + ": not valid UTF-8; convert it", e);
    } catch (IOException e) {
      throw new CorpusException(
          "manifest %s: cannot be read after row %d: %s"
              .formatted(file, rows.last(), excerpt(String.valueOf(e.getMessage()))),
          e);
    }
    return new Manifest(
        file,
        rows.utterances().stream().sorted(Comparator.comparing(Utterance::id)).toList(),
        rows.unusable(),
        List.of());
  }

  private static BufferedReader open(Path file) throws IOException {
    long size = Files.size(file);
    if (size > ManifestLimits.FILE_BYTES) {
      throw new CorpusException("manifest %s: %d bytes are too many".formatted(file, size));
    }
    var utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    BufferedReader text =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), utf8));
    try {
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      return text;
    } catch (IOException e) {
      text.close();
      throw e;
    }
  }

  /** Text from a stranger, short and on one line. */
  static String excerpt(String text) {
    String head = text.length() <= 200 ? text : text.substring(0, 200) + "...";
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
