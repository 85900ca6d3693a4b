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
   * Options to be filled in.
   *
   * @return a builder whose corpus finds everything out by itself
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Who reads it.
   *
   * @return {@code auto}, a reader's name, or a manifest's path
   */
  public String reader() {
    return reader;
  }

  /**
   * What its folders and file names mean.
   *
   * @return such as <code>{speaker}/{emotion}/{}</code>; null where that is to be found out
   */
  public String layout() {
    return layout;
  }

  /**
   * Names for the column of a manifest that holds the emotion, of which the first that the manifest
   * has is taken.
   *
   * @return unmodifiable; empty where the column is known by its name. A folder has no columns.
   */
  public List<String> labelColumns() {
    return labelColumns;
  }

  /** Fills in options. */
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
     * Says what the folders and file names below the corpus' root mean. See docs/corpora.md.
     *
     * @param layout such as <code>{speaker}/{emotion}/{}</code> or <code>
     *     {emotion}/{speaker}_{}.wav</code>; null for what can be found out
     * @return this
     */
    public Builder layout(String layout) {
      this.layout = layout;
      return this;
    }

    /**
     * Names the column of a manifest that holds the emotion.
     *
     * @param names of which the first that the manifest has is taken; none of them there is an
     *     error
     * @return this
     */
    public Builder labelColumns(List<String> names) {
      labelColumns = List.copyOf(names);
      return this;
    }

    /**
     * Ends it.
     *
     * @return the options
     */
    public CorpusOptions build() {
      return new CorpusOptions(this);
    }
  }
}
