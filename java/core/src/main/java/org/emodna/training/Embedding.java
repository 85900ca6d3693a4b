package org.emodna.training;

import java.util.List;

/**
 * What a trained encoder makes of the recordings of a corpus, in evaluation mode.
 *
 * @param side which of the direction's corpora
 * @param role of the encoder, such as "emotion" or "corpus"
 * @param ids of the recordings that could be used, in the corpus's order
 * @param values [recordings][width]; not copied
 */
public record Embedding(Side side, String role, List<String> ids, float[][] values) {
  /** A corpus of a {@link Direction}. */
  public enum Side {
    /** The corpus with labels, which the encoder was trained on. */
    SOURCE,
    /** The corpus whose recordings are recognised. */
    RECOGNISED
  }

  /** Keeps copies, which nobody changes afterwards. */
  public Embedding {
    ids = List.copyOf(ids);
  }
}
