package org.emodna.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusOptions;

/**
 * All that a benchmark is to train: tracks x columns x tasks, each with every seed. Making one
 * reads names, and the bytes of files that may be doubles; it trains nothing.
 *
 * <pre>{@code
 * Matrix matrix = Matrix.builder()
 *     .protocol(Protocol.named("tim-net-5"))
 *     .corpora(List.of(Path.of("corpora")))
 *     .columns(Columns.of(List.of("main")))
 *     .open();
 * }</pre>
 */
public final class Matrix {
  /**
   * What is trained with every seed.
   *
   * @param config without a seed that counts
   */
  public record Cell(Track track, Column column, Task task, TrainingConfig config) {}

  /**
   * What is asked for and not trained.
   *
   * @param track null = on every one
   * @param column null = every one
   * @param task its name, or that of a corpus with all its folds; null = every one
   * @param reason for people
   */
  public record LeftOut(Track track, Column column, String task, String reason) {}

  /** What a {@link MatrixBuilding} has found. */
  record Content(
      Protocol protocol,
      FoundCorpora corpora,
      List<Column> columns,
      List<Track> tracks,
      List<Task> tasks,
      List<Long> seeds,
      List<Cell> cells,
      List<LeftOut> leftOut,
      List<String> notes) {}

  private final Content content;

  Matrix(Content content) {
    this.content = content;
  }

  /** A matrix to be described: protocol and corpora must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /** Which corpora, classes and directions the figures are for. */
  public Protocol protocol() {
    return content.protocol;
  }

  /** Those that are there, and those that are missing. */
  public FoundCorpora corpora() {
    return content.corpora;
  }

  /** In the order of a table's columns. */
  public List<Column> columns() {
    return content.columns;
  }

  /** The kinds of normalisation, each a table of its own. */
  public List<Track> tracks() {
    return content.tracks;
  }

  /** In the order of a table's rows. */
  public List<Task> tasks() {
    return content.tasks;
  }

  /** Every cell is trained with each of them. */
  public List<Long> seeds() {
    return content.seeds;
  }

  /** By track, then column, then task. */
  public List<Cell> cells() {
    return content.cells;
  }

  /** The whole configuration of a column, as its first cell has it; alone where it has no cell. */
  public TrainingConfig settings(Column column) {
    return content.cells.stream()
        .filter(cell -> cell.column() == column)
        .map(Cell::config)
        .findFirst()
        .orElseGet(() -> column.over(content.protocol.over(TrainingConfig.defaults())));
  }

  /** What was asked for and is not trained, with the reason. */
  public List<LeftOut> leftOut() {
    return content.leftOut;
  }

  /** Rows of others. */
  public List<PublishedRow> published() {
    return content.protocol.published();
  }

  /** What to know before trusting the figures. */
  public List<String> notes() {
    return content.notes;
  }

  /** How many trainings that is, before any is known to be the same as another. */
  public long runs() {
    return (long) content.cells.size() * content.seeds.size();
  }

  /** What a matrix is made of. The protocol and corpora must be given. */
  public static final class Builder {
    Protocol protocol;
    List<Path> corpora = List.of();
    List<Corpus> opened = List.of();
    CorpusOptions options = CorpusOptions.builder().build();
    Map<String, String> readers = Map.of();
    List<Column> columns;
    List<String> directions = List.of();
    List<Long> seeds;
    List<Track> tracks;
    UnaryOperator<TrainingConfig> settings = UnaryOperator.identity();

    private Builder() {}

    /** The protocol, which must be given. */
    public Builder protocol(Protocol value) {
      protocol = value;
      return this;
    }

    /** Folders of corpora, and corpora: folders or manifests. */
    public Builder corpora(List<Path> value) {
      corpora = List.copyOf(value);
      return this;
    }

    /**
     * Corpora that are open already, as those that a program has put together: with samples in
     * memory, or read in a way of its own. A protocol finds them by their names, or by the readers
     * that have read them.
     */
    public Builder opened(List<Corpus> value) {
      opened = List.copyOf(value);
      return this;
    }

    /** How corpora are read of which the protocol says nothing. */
    public Builder options(CorpusOptions value) {
      options = Objects.requireNonNull(value);
      return this;
    }

    /** How single corpora are read, by name: a reader's name, or a manifest. */
    public Builder readers(Map<String, String> value) {
      readers = Map.copyOf(value);
      return this;
    }

    /** See {@link Columns#of}; the protocol's unless they are given. */
    public Builder columns(List<Column> value) {
      columns = List.copyOf(value);
      return this;
    }

    /**
     * The only tasks that are wanted: names such as "CASIA>EMODB" and "EMODB fold 03", or that of a
     * corpus for all of its folds. All, unless they are given.
     */
    public Builder directions(List<String> value) {
      directions = List.copyOf(value);
      return this;
    }

    /** See {@link SeedList#of}; the protocol's unless they are given. */
    public Builder seeds(List<Long> value) {
      seeds = List.copyOf(value);
      return this;
    }

    /** The protocol's unless they are given. */
    public Builder tracks(List<Track> value) {
      tracks = value.stream().distinct().toList();
      return this;
    }

    /**
     * What is changed in all columns: a configuration file, a number of epochs. It is given the
     * defaults with the protocol's settings over them; columns come after it.
     */
    public Builder settings(UnaryOperator<TrainingConfig> value) {
      settings = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Finds the corpora and makes the matrix.
     *
     * @throws org.emodna.base.EmoDnaException if the protocol does not fit the corpora, folds of
     *     our own have a leak, or nothing is left to train
     */
    public Matrix open() {
      return new MatrixBuilding(this).matrix();
    }
  }
}
