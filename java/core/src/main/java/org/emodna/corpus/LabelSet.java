package org.emodna.corpus;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The classes that a model tells apart: distinct emotions whose order gives their indices. */
public final class LabelSet {
  /** The five classes that all corpora of the method share, alphabetical. */
  public static final LabelSet SHARED =
      new LabelSet(
          List.of(
              Emotion.ANGER, Emotion.FEAR, Emotion.HAPPINESS, Emotion.NEUTRAL, Emotion.SADNESS));

  private final List<Emotion> emotions;
  private final Map<Emotion, Integer> indices = new HashMap<>();

  private LabelSet(List<Emotion> emotions) {
    this.emotions = List.copyOf(emotions);
    for (Emotion emotion : this.emotions) {
      if (indices.put(emotion, indices.size()) != null) {
        throw new CorpusException("label set: '" + emotion + "' is named twice");
      }
    }
    if (this.emotions.size() < 2) {
      throw new CorpusException("label set: at least two emotions are needed");
    }
  }

  /**
   * A label set of given emotions.
   *
   * @param emotions at least two, distinct; class i is the i-th
   * @return the set
   */
  public static LabelSet of(List<Emotion> emotions) {
    return new LabelSet(emotions);
  }

  /**
   * A label set from names or aliases.
   *
   * @param names at least two that mean distinct emotions; class i is the i-th
   * @return the set
   */
  public static LabelSet named(Collection<String> names) {
    List<Emotion> emotions = new ArrayList<>();
    for (String name : names) {
      emotions.add(
          Emotion.parse(name)
              .orElseThrow(
                  () -> new CorpusException("label set: '" + name + "' means 'no label'")));
    }
    return new LabelSet(emotions);
  }

  /**
   * The emotions in order.
   *
   * @return class i is the i-th, unmodifiable
   */
  public List<Emotion> emotions() {
    return emotions;
  }

  /**
   * The emotions' names in order.
   *
   * @return canonical names, unmodifiable
   */
  @JsonValue
  public List<String> names() {
    return emotions.stream().map(Emotion::name).toList();
  }

  /**
   * The number of classes.
   *
   * @return at least 2
   */
  public int size() {
    return emotions.size();
  }

  /**
   * Whether an emotion is one of the classes.
   *
   * @param emotion an emotion or null
   * @return true if it has an index
   */
  public boolean contains(Emotion emotion) {
    return indices.containsKey(emotion);
  }

  /**
   * A class's index.
   *
   * @param emotion one of the classes
   * @return 0 to size() - 1
   * @throws CorpusException if it is none of the classes
   */
  public int indexOf(Emotion emotion) {
    Integer index = indices.get(emotion);
    if (index == null) {
      throw new CorpusException("'" + emotion + "' is none of the classes " + this);
    }
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSet set && set.emotions.equals(emotions);
  }

  @Override
  public int hashCode() {
    return emotions.hashCode();
  }

  @Override
  public String toString() {
    return emotions.stream().map(Emotion::name).collect(Collectors.joining(", "));
  }
}
