package org.emodna.corpus;

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

  private CorpusOptions(Builder builder) {
    reader = builder.reader;
    layout = builder.layout;
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

  /** Fills in options. */
  public static final class Builder {
    private String reader = Corpus.AUTO;
    private String layout;

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
     * Ends it.
     *
     * @return the options
     */
    public CorpusOptions build() {
      return new CorpusOptions(this);
    }
  }
}
