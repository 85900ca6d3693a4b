package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table: rows are the columns of the matrix of runs, and published figures; columns are tasks.
 *
 * @param name which metadata of unlabelled recordings normalisation used: corpus or speaker
 * @param tasks in the plan's order
 * @param rows in the plan's order, published rows last; each has a cell for each task, in order
 */
public record Track(String name, List<Task> tasks, List<Row> rows) {
  /** Keeps copies, which nobody changes afterwards. */
  public Track {
    tasks = List.copyOf(tasks);
    rows = List.copyOf(rows);
  }

  /** The row of a name; empty if there is none. Names are unique within a track. */
  public Optional<Row> row(String row) {
    return rows.stream().filter(r -> r.name.equals(row)).findFirst();
  }

  /**
   * What is learned and recognised.
   *
   * @param kind direction, or fold
   * @param source corpus with labels
   * @param target corpus that is recognised
   * @param utterances recognised
   */
  public record Task(
      String name, String kind, String source, String target, List<String> labels, int utterances) {
    /** Keeps copies, which nobody changes afterwards. */
    public Task {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A configuration's figures, or published ones.
   *
   * @param kind method, baseline, ablation, own, published, or "best of seeds": the best seed of
   *     each task by its own score, shown only for comparison with published best cases
   * @param description of the configuration, or empty
   * @param published what the row is, if it is a published one; else null
   */
  public record Row(
      String name,
      String kind,
      String description,
      Published published,
      List<Cell> cells,
      Mean mean) {
    /** Keeps copies, which nobody changes afterwards. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Where published figures come from.
   *
   * @param bestCase whether they are the best of several runs, not their mean
   */
  public record Published(String source, String note, boolean bestCase) {}

  /**
   * A row's figures for a task.
   *
   * @param runs folders of the runs below the store's, with slashes, by seed
   */
  public record Cell(String task, @JsonUnwrapped Figures figures, Map<Long, String> runs) {
    /** Keeps copies, which nobody changes afterwards. */
    public Cell {
      runs = Collections.unmodifiableMap(new TreeMap<>(runs));
    }
  }

  /**
   * A row's mean over tasks, made seed by seed: the mean over the tasks for each seed that all of
   * them have, then mean and sd over these seeds.
   *
   * @param lacking tasks of the track that the row has no figure for: such a mean is over fewer
   *     tasks than those of other rows and can't be compared with them
   * @param lackingSeeds seeds that some of the row's tasks have and others lack: the mean is
   *     without them; where no seed is left there is no mean
   */
  public record Mean(
      @JsonUnwrapped Figures figures, List<String> lacking, List<Long> lackingSeeds) {
    /** Keeps copies, which nobody changes afterwards. */
    public Mean {
      lacking = List.copyOf(lacking);
      lackingSeeds = List.copyOf(lackingSeeds);
    }

    /** Whether it is over every task of the track and every seed of the row. */
    @JsonIgnore
    public boolean isComplete() {
      return lacking.isEmpty() && lackingSeeds.isEmpty();
    }
  }

  /** What its tasks are called: "direction" where each is one, else "task". */
  @JsonIgnore
  public String noun() {
    boolean directions = tasks.stream().allMatch(task -> task.kind().equals("direction"));
    return directions && !tasks.isEmpty() ? "direction" : "task";
  }
}
