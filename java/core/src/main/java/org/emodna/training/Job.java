package org.emodna.training;

import java.nio.file.Path;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;

/**
 * A model to be trained.
 *
 * @param name for messages, as "seed 3"; empty where there is but one
 * @param run what it learns from
 * @param identity of the run
 * @param source corpus that the run learns from, by whose statistics new files are not normalised
 * @param target corpus that it is for
 * @param config with the run's seed
 * @param model the file to write
 */
record Job(
    String name,
    Run run,
    RunIdentity identity,
    CorpusFeatures source,
    CorpusFeatures target,
    TrainingConfig config,
    Path model) {

  static Job of(
      String name,
      TrainingConfig config,
      CorpusFeatures source,
      int[] labels,
      CorpusFeatures target,
      Path model) {
    FeatureSet seen = config.usesTarget() ? target.set() : null;
    Run run = new Run(source.set(), labels, seen, config.seed());
    RunIdentity identity = RunIdentity.of(config, source.set(), labels, target.set());
    return new Job(name, run, identity, source, target, config, model);
  }
}
