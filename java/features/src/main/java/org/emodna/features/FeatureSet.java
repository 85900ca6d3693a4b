package org.emodna.features;

import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * A corpus as the network sees it: normalised features, no labels.
 *
 * @param name of the corpus
 * @param ids of the utterances
 * @param values for each utterance frames x coefficients, row-major
 * @param lengths frames of each utterance, 1 to maxFrames
 * @param maxFrames T, frames allotted to each
 * @param coefficients F
 * @param fingerprint SHA-256 over ids and values: the same corpus gives the same
 */
public record FeatureSet(
    String name,
    List<String> ids,
    List<float[]> values,
    int[] lengths,
    int maxFrames,
    int coefficients,
    String fingerprint) {

  public FeatureSet {
    ids = List.copyOf(ids);
    values = List.copyOf(values);
    lengths = lengths.clone();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1
          || lengths[i] > maxFrames
          || values.get(i).length != lengths[i] * coefficients) {
        throw new InvalidArgumentException(
            Problem.of(
                ids.get(i),
                "has "
                    + values.get(i).length
                    + " values for "
                    + lengths[i]
                    + " frames of "
                    + coefficients
                    + " coefficients, at most "
                    + maxFrames
                    + " frames"));
      }
    }
  }

  /** Number of utterances. */
  public int size() {
    return ids.size();
  }
}
