package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureSet;
import org.emodna.features.FeatureStatistics;

/**
 * The corpora of a direction, ready for the input of a configuration.
 *
 * @param source what is learnt from
 * @param labels class number of each of its usable recordings
 * @param target what is adapted to; empty where the direction has none
 * @param recognised what is predicted; the very target where that is recognised
 * @param validation what was held back from the source; empty where there is none
 */
record RunCorpora(
    CorpusFeatures source,
    int[] labels,
    Optional<CorpusFeatures> target,
    CorpusFeatures recognised,
    Optional<CorpusFeatures> validation) {

  /** The corpora that are not the source, each once. */
  private List<CorpusFeatures> others() {
    List<CorpusFeatures> all = new ArrayList<>();
    target.ifPresent(all::add);
    if (!recognisesTarget()) {
      all.add(recognised);
    }
    validation.ifPresent(all::add);
    return all;
  }

  boolean recognisesTarget() {
    return target.isPresent() && target.get() == recognised;
  }

  /** Recordings that could not be used. */
  List<FailedInput> failures() {
    List<FailedInput> all = new ArrayList<>(source.failures());
    others().forEach(corpus -> all.addAll(corpus.failures()));
    return List.copyOf(all);
  }

  /** What new files are normalised with: they are taken to resemble the target. */
  Optional<FeatureStatistics> forNewFiles() {
    return Optional.ofNullable(target.orElse(source).statistics());
  }

  /** What the network sees of the corpora that are not the source, each once. */
  FeatureSet[] otherSets() {
    return others().stream().map(CorpusFeatures::set).toArray(FeatureSet[]::new);
  }
}
