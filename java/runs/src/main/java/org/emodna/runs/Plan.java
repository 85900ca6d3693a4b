package org.emodna.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;

/**
 * What was asked for: the table to be made, and which runs fill it. Runs know nothing of the names
 * that a plan gives to columns, tracks and tasks.
 *
 * @param format {@link #FORMAT}
 * @param made when, in ISO 8601; of two plans the later one counts where they differ
 * @param protocol that the tasks come from
 * @param corpora that were found
 * @param missing that the protocol names and that were not found
 * @param columns of the table
 * @param tracks "corpus", "speaker", or both
 * @param tasks rows of the table
 * @param seeds of every cell
 * @param cells runs by track, column and task
 * @param leftOut combinations that can't be run
 * @param published figures of others to stand beside
 * @param notes for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan(
    String format,
    String made,
    Protocol protocol,
    List<Corpus> corpora,
    List<Missing> missing,
    List<Column> columns,
    List<String> tracks,
    List<Task> tasks,
    List<Long> seeds,
    List<Cell> cells,
    List<LeftOut> leftOut,
    List<Published> published,
    List<String> notes) {
  /** The only format so far. */
  public static final String FORMAT = "emodna-plan-1";

  /** The protocol, its text included, so that a store says how it was made. */
  public record Protocol(String name, String description, String text) {}

  /** A corpus as it was found. */
  public record Corpus(
      String name,
      String folder,
      String reader,
      String sha256,
      int utterances,
      int speakers,
      Map<String, Integer> classes,
      List<String> notes) {
    /** Puts empty values for absent ones, and keeps copies. */
    public Corpus {
      classes = new TreeMap<>(Objects.requireNonNullElse(classes, Map.of()));
      notes = copy(notes);
    }
  }

  /** A corpus that the protocol names and that was not there. */
  public record Missing(String name, String reason) {}

  /**
   * A named configuration.
   *
   * @param kind method, baseline, ablation or own
   * @param settings whole, without the seed; the track's normalisation is not in them
   */
  public record Column(String name, String kind, String description, JsonNode settings) {}

  /**
   * A row.
   *
   * @param kind direction or fold
   * @param target that is adapted to; null in a fold
   */
  public record Task(
      String name,
      String kind,
      String source,
      String target,
      List<String> labels,
      int recognisedUtterances) {
    /** Puts an empty list for an absent one, and keeps a copy. */
    public Task {
      labels = copy(labels);
    }
  }

  /** The runs of one track, column and task, by seed. */
  public record Cell(String track, String column, String task, Map<Long, RunAddress> runs) {
    /** Puts empty values for absent ones, and keeps copies. */
    public Cell {
      runs = new TreeMap<>(Objects.requireNonNullElse(runs, Map.of()));
    }
  }

  /**
   * A combination that can't be run, such as adaptation without a target; of track, column and task
   * one that is null stands for all of them.
   */
  public record LeftOut(String track, String column, String task, String reason) {}

  /**
   * A row of figures that someone has published.
   *
   * @param source where
   * @param note what they are, such as "best of 10 runs"
   * @param bestCase whether they are the best of several runs
   * @param figures uar, war and others in percent, by task
   */
  public record Published(
      String name,
      String source,
      String note,
      boolean bestCase,
      Map<String, Map<String, Double>> figures) {
    /** Puts empty values for absent ones, and keeps copies. */
    public Published {
      figures = new TreeMap<>(Objects.requireNonNullElse(figures, Map.of()));
    }
  }

  /**
   * Puts empty values for absent ones, and copies lists.
   *
   * @throws RunStoreException if the format is not one that this version reads
   */
  public Plan {
    if (!FORMAT.equals(format)) {
      throw new RunStoreException(
          Problem.of("format '" + format + "'", "is not one that this version reads")
              .remedy("it reads " + FORMAT));
    }
    made = Objects.requireNonNullElse(made, "");
    protocol = Objects.requireNonNullElse(protocol, new Protocol("", "", ""));
    corpora = copy(corpora);
    missing = copy(missing);
    columns = copy(columns);
    tracks = copy(tracks);
    tasks = copy(tasks);
    seeds = copy(seeds);
    cells = copy(cells);
    leftOut = copy(leftOut);
    published = copy(published);
    notes = copy(notes);
  }

  /**
   * What its file is called: a hash of all but the time, so that the parts of a matrix that
   * different machines run write one and the same file.
   *
   * @return 12 hexadecimal digits
   */
  public String id() {
    ObjectNode tree = RunJson.MAPPER.valueToTree(this);
    tree.remove("made");
    String text = RunAddress.canonical(tree).toString();
    return ContentHash.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }

  /** A list from a file, which may be absent or have holes. */
  private static <T> List<T> copy(List<T> list) {
    if (list == null) {
      return List.of();
    }
    if (list.stream().anyMatch(Objects::isNull)) {
      throw new RunStoreException(Problem.of("a list of the plan", "has an entry that is null"));
    }
    return List.copyOf(list);
  }
}
