package org.emodna.corpus;

import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.AudioException;
import org.emodna.audio.Sound;

/**
 * What training may know of a target corpus: recordings and speakers, no labels.
 *
 * <p>Neither this class nor anything that can be reached from it holds a label or a type that does.
 * The labels, if there are any, stay with the scorer that was made beside it.
 */
public final class UnlabelledCorpus {
  /**
   * One recording.
   *
   * @param id unique in the corpus
   * @param sound its file, or its samples
   * @param speaker its speaker, or null if unknown
   * @param duration declared seconds, or NaN if unknown
   */
  public record Item(String id, Sound sound, String speaker, double duration) {
    /**
     * Where the file is.
     *
     * @throws AudioException if the recording is in memory; {@link #sound} takes both
     */
    public Path path() {
      return sound.requireFile("Item.path");
    }
  }

  private final String name;
  private final String collection;
  private final List<Item> items;

  UnlabelledCorpus(String name, String collection, List<Item> items) {
    this.name = name;
    this.collection = collection;
    this.items = List.copyOf(items);
  }

  /**
   * The corpus's name.
   *
   * @return for reports
   */
  public String name() {
    return name;
  }

  /** The name of the whole corpus that this is of: that of a fold is its corpus's. */
  public String collection() {
    return collection;
  }

  /**
   * The recordings; their order is the order of the predictions that a scorer expects.
   *
   * @return ordered by id, unmodifiable, not empty
   */
  public List<Item> items() {
    return items;
  }

  /**
   * The number of recordings.
   *
   * @return at least 1
   */
  public int size() {
    return items.size();
  }
}
