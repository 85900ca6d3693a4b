package org.emodna.features;

import java.util.ArrayList;
import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/** A corpus as the network sees it: normalised features, no labels. Immutable. */
public final class FeatureSet {
  private final String name;
  private final List<String> ids;
  private final List<float[]> values;
  private final int[] lengths;
  private final int maxFrames;
  private final int width;
  private final String fingerprint;

  private FeatureSet(Builder b) {
    name = b.name;
    ids = List.copyOf(b.ids);
    values = List.copyOf(b.values);
    maxFrames = b.maxFrames;
    width = b.width;
    fingerprint = b.fingerprint;
    lengths = values.stream().mapToInt(one -> one.length / width).toArray();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || lengths[i] > maxFrames || values.get(i).length != lengths[i] * width) {
        throw new InvalidArgumentException(
            Problem.of(ids.get(i), "has " + values.get(i).length + " values")
                .remedy(
                    "give 1 to %d frames of %d values, as the set was declared"
                        .formatted(maxFrames, width)));
      }
    }
  }

  /**
   * A set to be filled.
   *
   * @param name of the corpus
   * @param maxFrames T, frames allotted to each utterance
   * @param width F, values of a frame
   */
  public static Builder builder(String name, int maxFrames, int width) {
    if (maxFrames < 1 || width < 1) {
      throw new InvalidArgumentException(
          Problem.of(name, "is of %d frames of %d values".formatted(maxFrames, width))
              .remedy("both must be at least 1"));
    }
    return new Builder(name, maxFrames, width);
  }

  /** Fills a set. */
  public static final class Builder {
    private final String name;
    private final int maxFrames;
    private final int width;
    private final List<String> ids = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();
    private String fingerprint = "";

    private Builder(String name, int maxFrames, int width) {
      this.name = name;
      this.maxFrames = maxFrames;
      this.width = width;
    }

    /**
     * Adds an utterance.
     *
     * @param features [frames, width], row-major; taken over, not copied
     */
    public Builder add(String id, float[] features) {
      ids.add(id);
      values.add(features);
      return this;
    }

    /** SHA-256 over ids and values: the same corpus gives the same. */
    public Builder fingerprint(String value) {
      fingerprint = value;
      return this;
    }

    /**
     * Ends it.
     *
     * @throws InvalidArgumentException if an utterance has no frames, too many, or a part of one
     */
    public FeatureSet build() {
      return new FeatureSet(this);
    }
  }

  /** Name of the corpus. */
  public String name() {
    return name;
  }

  /** Of the utterances. */
  public List<String> ids() {
    return ids;
  }

  /** For each utterance [frames, width], row-major; not to be changed. */
  public List<float[]> values() {
    return values;
  }

  /** Frames of each utterance, 1 to maxFrames. */
  public int[] lengths() {
    return lengths.clone();
  }

  /** T, frames allotted to each. */
  public int maxFrames() {
    return maxFrames;
  }

  /** F, values of a frame. */
  public int width() {
    return width;
  }

  /** SHA-256 over ids and values; empty where none was given. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Number of utterances. */
  public int size() {
    return ids.size();
  }
}
