package org.emodna.training;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.emodna.base.Check;
import org.emodna.base.Problem;
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

  /**
   * Demands that all speakers are known where normalisation is by speaker: what the names tell need
   * not wait for the features of all recordings.
   *
   * @param config with a normalisation that is decided
   * @throws TrainingException if a recording's speaker is not known
   */
  static void requireSpeakers(TrainingConfig config, Direction direction) {
    if (!config.features().normalisation().equals(Normalisation.SPEAKER.label())) {
      return;
    }
    List<String> problems =
        corpora(direction)
            .filter(corpus -> corpus.unknown() > 0)
            .map(
                corpus ->
                    "%d of %d recordings of %s have no speaker"
                        .formatted(corpus.unknown(), corpus.speakers.size(), corpus.name))
            .distinct()
            .toList();
    if (!problems.isEmpty()) {
      throw new TrainingException(
          Problem.of(
                  Check.setting("features.normalisation"),
                  "is 'speaker', and " + String.join(", ", problems))
              .remedy("say corpus or auto, or give the speakers in a manifest"));
    }
  }

  private static boolean speakersAreKnown(Direction direction) {
    return corpora(direction).allMatch(corpus -> corpus.unknown() == 0);
  }

  /**
   * @param speakers of each recording, null where it is not known
   */
  private record Speakers(String name, List<String> speakers) {
    long unknown() {
      return speakers.stream().filter(Objects::isNull).count();
    }
  }

  private static Stream<Speakers> corpora(Direction direction) {
    Speakers source =
        new Speakers(
            direction.source().name(),
            direction.source().items().stream().map(LabelledCorpus.Item::speaker).toList());
    return Stream.concat(
        Stream.of(source),
        Stream.of(direction.target(), direction.recognised(), direction.validation())
            .filter(Objects::nonNull)
            .map(
                corpus ->
                    new Speakers(
                        corpus.name(),
                        corpus.items().stream().map(UnlabelledCorpus.Item::speaker).toList())));
  }
}
