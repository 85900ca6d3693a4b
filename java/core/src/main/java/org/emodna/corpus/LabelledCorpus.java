package org.emodna.corpus;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.emodna.audio.AudioException;
import org.emodna.audio.Sound;

/** A source corpus: every recording carries the index of its class in a label set. */
public final class LabelledCorpus {
  /**
   * One recording.
   *
   * @param id unique in the corpus
   * @param sound its file, or its samples
   * @param speaker its speaker, or null if unknown
   * @param duration declared seconds, or NaN if unknown
   * @param label index in the label set
   */
  public record Item(String id, Sound sound, String speaker, double duration, int label) {
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
  private final LabelSet labelSet;
  private final List<Item> items;

  LabelledCorpus(String name, String collection, LabelSet labelSet, List<Item> items) {
    this.name = name;
    this.collection = collection;
    this.labelSet = labelSet;
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

  /** The name of the whole corpus that this is of: as {@link Corpus#collection}. */
  public String collection() {
    return collection;
  }

  /**
   * The classes.
   *
   * @return the set that the items' labels index
   */
  public LabelSet labelSet() {
    return labelSet;
  }

  /**
   * The recordings.
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

  /**
   * The labels in the items' order.
   *
   * @return a new array (size)
   */
  public int[] labels() {
    return items.stream().mapToInt(Item::label).toArray();
  }

  /**
   * How many recordings each class has.
   *
   * @return a new array (classes), in the label set's order
   */
  public int[] counts() {
    int[] counts = new int[labelSet.size()];
    items.forEach(item -> counts[item.label()]++);
    return counts;
  }

  /**
   * The classes that no recording belongs to.
   *
   * @return their names, in the label set's order
   */
  public List<String> missing() {
    int[] counts = counts();
    return IntStream.range(0, counts.length)
        .filter(c -> counts[c] == 0)
        .mapToObj(c -> labelSet.names().get(c))
        .toList();
  }
}
