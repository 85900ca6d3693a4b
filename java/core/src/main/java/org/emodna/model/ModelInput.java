package org.emodna.model;

import java.util.List;
import java.util.Optional;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.InputSpec;
import org.emodna.features.Normalisation;

/**
 * How a recording becomes a model's input: the way of its features, and the statistics that they
 * are normalised with.
 *
 * @param spec streams, framing, normalisation and padding
 * @param source statistics of the source corpus; empty where the normalisation has none
 * @param target statistics of the target corpus, which new files are taken to resemble
 */
public record ModelInput(
    InputSpec spec, Optional<FeatureStatistics> source, Optional<FeatureStatistics> target) {
  /**
   * Demands statistics of the input's width, and those that its normalisation needs.
   *
   * @throws ModelException if they do not fit, or are lacking
   */
  public ModelInput {
    int width = spec.width();
    for (Optional<FeatureStatistics> statistics : List.of(source, target)) {
      if (statistics.isPresent() && statistics.get().mean().length != width) {
        throw new ModelException(
            "has statistics of %d values a frame; its input has %d"
                .formatted(statistics.get().mean().length, width));
      }
    }
    boolean needed =
        spec.normalisation() == Normalisation.CORPUS
            || spec.normalisation() == Normalisation.SPEAKER;
    if (needed && target.isEmpty()) {
      throw new ModelException(
          "lacks the statistics that normalisation '%s' needs; train it again"
              .formatted(spec.normalisation().label()));
    }
  }

  /** What the encoder is given. */
  public EncoderInput encoder() {
    return new EncoderInput(spec.maxFrames(), spec.width());
  }
}
