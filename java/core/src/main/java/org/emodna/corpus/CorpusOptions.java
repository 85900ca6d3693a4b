package org.emodna.corpus;

import java.util.List;
import java.util.Objects;

/**
 * How a corpus is to be read. Immutable.
 *
 * <pre>{@code
 * CorpusOptions options = CorpusOptions.builder().layout("{speaker}/{emotion}/{}").build();
 * Corpus corpus = Corpus.open(Path.of("recordings"), options);
 * }</pre>
 */
public final class CorpusOptions {
  private final String reader;
  private final String layout;
  private final List<String> labelColumns;

  private CorpusOptions(Builder builder) {
    reader = builder.reader;
    layout = builder.layout;
    labelColumns = builder.labelColumns;
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder; what is not set is found out
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The reader.
   *
   * @return {@code auto}, a reader's name, or a manifest's path
   */
  public String reader() {
    return reader;
  }

  /**
   * What the folders and file names mean.
   *
   * @return such as <code>{speaker}/{emotion}/{}</code>; null if that is to be found out
   */
  public String layout() {
    return layout;
  }

  /**
   * Names for the column of a manifest that holds the emotion. The first one that the manifest has
   * is used.
   *
   * @return unmodifiable; empty if the usual names are to be looked for. A folder has no columns.
   */
  public List<String> labelColumns() {
    return labelColumns;
  }

  /** Builds options. */
  public static final class Builder {
    private String reader = Corpus.AUTO;
    private String layout;
    private List<String> labelColumns = List.of();

    private Builder() {}

    /**
     * Names the reader.
     *
     * @param reader {@code auto} (the default), a reader's name ({@link Corpus#readers()}), or the
     *     path of a manifest
     * @return this
     */
    public Builder reader(String reader) {
      this.reader = Objects.requireNonNull(reader, "reader");
      return this;
    }

    /**
     * Says what the folders and file names below the corpus's root mean. See docs/corpora.md.
     *
     * @param layout such as <code>{speaker}/{emotion}/{}</code> or <code>
     *     {emotion}/{speaker}_{}.wav</code>; null to find it out
     * @return this
     */
    public Builder layout(String layout) {
      this.layout = layout;
      return this;
    }

    /**
     * Names the column of a manifest that holds the emotion.
     *
     * @param names the first one that the manifest has is used; having none of them is an error
     * @return this
     */
    public Builder labelColumns(List<String> names) {
      labelColumns = List.copyOf(names);
      return this;
    }

    /**
     * Makes the options.
     *
     * @return the options
     */
    public CorpusOptions build() {
      return new CorpusOptions(this);
    }
  }
}
