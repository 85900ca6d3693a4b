package org.emodna.features.stored;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * One npy file [N, D] with lists beside it, {@code train.npy} with {@code train.ids}:
 *
 * <ul>
 *   <li>{@code .ids} or {@code .txt} has an utterance's id on each line. Each row is a vector.
 *   <li>{@code .tsv} is fairseq's manifest instead: the root, then a line {@code path<TAB>samples}
 *       for each utterance.
 *   <li>{@code .lengths}, where there is one, has the number of frames of each utterance: rows are
 *       frames, those of the utterances one after another, as emotion2vec's and wav2vec's scripts
 *       write them.
 * </ul>
 */
final class NpyTable extends EmbeddingStore {
  private static final List<String> LISTS = List.of(".ids", ".txt", ".tsv");
  private static final int LONGEST_LINE = 4096;

  /** Rows of an utterance. */
  private record Rows(long from, int count) {}

  private final NpyFile npy;
  private final Map<String, Rows> rows;

  private NpyTable(NpyFile npy, Map<String, Rows> rows, EmbeddingShape shape, EmbeddingKeys keys) {
    super(npy.name(), new EmbeddingNames(rows.keySet(), keys), shape);
    this.npy = npy;
    this.rows = rows;
  }

  static NpyTable open(Path file, EmbeddingKeys keys) {
    NpyFile npy = NpyFile.open(file);
    try {
      long[] axes = npy.shape();
      if (axes.length != 2) {
        throw new FeatureException(
            Problem.of(npy.name(), "has %d axes".formatted(axes.length))
                .remedy("a single file must be [N, D], a row for each utterance or frame"));
      }
      String ids = list(file);
      Path lengths = beside(file, ".lengths");
      boolean frames = Files.isRegularFile(lengths);
      EmbeddingShape shape = EmbeddingShape.of(npy.name(), new long[] {1, axes[1]});
      shape = new EmbeddingShape(frames, shape.width());
      List<String> names = names(file, ids);
      List<Integer> counts = frames ? lengths(lengths, names.size()) : null;
      return new NpyTable(npy, rows(file, names, counts, axes[0]), shape, keys);
    } catch (RuntimeException e) {
      npy.close();
      throw e;
    }
  }

  private static Path beside(Path file, String ending) {
    String name = file.getFileName().toString();
    return file.resolveSibling(
        name.substring(0, name.length() - StoreFolder.NPY.length()) + ending);
  }

  private static String list(Path file) {
    return LISTS.stream()
        .filter(ending -> Files.isRegularFile(beside(file, ending)))
        .findFirst()
        .orElseThrow(
            () ->
                new FeatureException(
                    Problem.of(PathText.of(file), "has no list of its rows' ids beside it")
                        .remedy(
                            "write %s with one id a line, in the order of the rows"
                                .formatted(beside(file, ".ids").getFileName()))));
  }

  private static List<String> names(Path file, String ending) {
    List<String> lines = lines(beside(file, ending));
    if (!ending.equals(".tsv")) {
      return lines;
    }
    return lines.stream().skip(1).map(line -> line.split("\t", 2)[0]).toList();
  }

  private static List<Integer> lengths(Path file, int names) {
    List<Integer> counts = new ArrayList<>();
    for (String line : lines(file)) {
      if (!line.matches("[1-9][0-9]{0,6}") || Integer.parseInt(line) > EmbeddingShape.MOST_FRAMES) {
        throw new FeatureException(
            Problem.of(
                    PathText.of(file),
                    "line %d is not a number of frames from 1 to %d"
                        .formatted(counts.size() + 1, EmbeddingShape.MOST_FRAMES))
                .remedy("give each utterance's frames on a line of its own"));
      }
      counts.add(Integer.parseInt(line));
    }
    if (counts.size() != names) {
      throw new FeatureException(
          Problem.of(PathText.of(file), "has %d lines for %d ids".formatted(counts.size(), names))
              .remedy("both lists must have a line for each utterance, in one order"));
    }
    return counts;
  }

  private static Map<String, Rows> rows(
      Path file, List<String> names, List<Integer> counts, long all) {
    Map<String, Rows> rows = new TreeMap<>();
    long from = 0;
    for (int i = 0; i < names.size(); i++) {
      int count = counts == null ? 1 : counts.get(i);
      if (rows.put(names.get(i), new Rows(from, count)) != null) {
        throw new FeatureException(
            Problem.of(PathText.of(file), "has two rows of the id '%s'".formatted(names.get(i)))
                .remedy("keep one"));
      }
      from += count;
    }
    if (from != all || names.isEmpty()) {
      throw new FeatureException(
          Problem.of(PathText.of(file), "has %d rows, and its lists are of %d".formatted(all, from))
              .remedy("list what each row is, in the order of the rows"));
    }
    return rows;
  }

  private static List<String> lines(Path file) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      for (int sign; (sign = reader.read()) >= 0; ) {
        if (sign == '\n') {
          add(file, lines, line);
        } else if (sign != '\r') {
          line.append((char) sign);
          if (line.length() > LONGEST_LINE) {
            throw tooMuch(file, "a line of more than %d characters".formatted(LONGEST_LINE));
          }
        }
      }
      if (line.length() > 0) {
        add(file, lines, line);
      }
    } catch (IOException e) {
      throw new FeatureException(
          Problem.of(PathText.of(file), "is not readable text in UTF-8 (" + e + ")"), e);
    }
    return lines;
  }

  private static void add(Path file, List<String> lines, StringBuilder line) {
    if (lines.size() > MOST) {
      throw tooMuch(file, "more than %d lines".formatted(MOST));
    }
    lines.add(line.toString());
    line.setLength(0);
  }

  private static FeatureException tooMuch(Path file, String what) {
    return new FeatureException(Problem.of(PathText.of(file), "has " + what));
  }

  @Override
  Embedding embedding(String name) {
    Rows of = rows.get(name);
    long start = of.from * shape().width();
    return new Embedding(
        npy.name() + ": '" + name.replaceAll("\\p{Cntrl}", "?") + "'",
        shape(),
        of.count,
        (from, into, at, count) -> npy.read(start + from, into, at, count));
  }

  @Override
  public void close() {
    npy.close();
  }
}
