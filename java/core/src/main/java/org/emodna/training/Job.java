package org.emodna.training;

import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;

/**
 * A run that is to be trained, with its data.
 *
 * @param name for messages, as "seed 3"; empty where there is but one
 * @param run what it learns from
 * @param identity of the run
 * @param corpora of its direction
 * @param config with the run's seed
 */
record Job(String name, Run run, RunIdentity identity, RunCorpora corpora, TrainingConfig config) {

  static Job of(String name, TrainingConfig config, RunCorpora corpora) {
    FeatureSet seen = config.usesTarget() ? corpora.target().orElseThrow().set() : null;
    return new Job(
        name,
        new Run(corpora.source().set(), corpora.labels(), seen, config.seed()),
        RunIdentity.of(config, corpora.source().set(), corpora.labels(), corpora.otherSets()),
        corpora,
        config);
  }
}
