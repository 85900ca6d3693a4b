package org.emodna.features;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/** Over what the mean and the standard deviation of z-scores are taken. */
public enum Normalisation {
  /** Nothing is changed. */
  NONE,
  /** The utterance's own frames. */
  UTTERANCE,
  /** All frames of the corpus; needs no labels. */
  CORPUS,
  /** All frames of the speaker; needs speaker ids of both corpora. */
  SPEAKER;

  /** Features under speech framing are cut off at plus and minus this, after the z-score. */
  public static final float CLIP = 5f;

  /**
   * Finds a normalisation by its name.
   *
   * @param name such as {@code "corpus"}
   * @return the constant
   * @throws InvalidArgumentException if there is none, with the names that there are
   */
  public static Normalisation of(String name) {
    for (Normalisation one : values()) {
      if (one.label().equals(name)) {
        return one;
      }
    }
    throw new InvalidArgumentException(
        Problem.of("normalisation '" + name + "'", "there is none of that name")
            .remedy(
                "there are "
                    + Arrays.stream(values())
                        .map(Normalisation::label)
                        .collect(Collectors.joining(", "))));
  }

  /**
   * The name that users write.
   *
   * @return such as {@code "corpus"}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
