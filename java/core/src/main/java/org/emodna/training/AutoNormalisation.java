package org.emodna.training;

import java.util.Objects;
import java.util.stream.Stream;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FeatureSettings;
import org.emodna.features.Normalisation;

/**
 * Normalisation {@code auto}: by speaker where the corpora say of every recording who speaks, else
 * by corpus. It is decided once for all corpora of a direction, from what their names say and
 * before any feature is made; a run and its model then have the settings that were decided.
 */
public final class AutoNormalisation {
  private AutoNormalisation() {}

  /** The configuration with a normalisation that means something; as it is if it has one. */
  public static TrainingConfig decided(TrainingConfig config, Direction direction) {
    return isAuto(config)
        ? config.withNormalisation(
            (speakersAreKnown(direction) ? Normalisation.SPEAKER : Normalisation.CORPUS).label())
        : config;
  }

  /** Whether it is left to the corpora. */
  static boolean isAuto(TrainingConfig config) {
    return config.features().normalisation().equals(FeatureSettings.AUTO);
  }

  /** What was decided, in a sentence for people. */
  public static String sentence(TrainingConfig decided) {
    String normalisation = decided.features().normalisation();
    return normalisation.equals(Normalisation.SPEAKER.label())
        ? "features are normalised by speaker: every recording's is known"
        : "features are normalised by corpus: not every recording's speaker is known";
  }

  private static boolean speakersAreKnown(Direction direction) {
    return Stream.concat(
            direction.source().items().stream().map(LabelledCorpus.Item::speaker),
            Stream.of(direction.target(), direction.recognised(), direction.validation())
                .filter(Objects::nonNull)
                .flatMap(corpus -> corpus.items().stream())
                .map(UnlabelledCorpus.Item::speaker))
        .allMatch(Objects::nonNull);
  }
}
