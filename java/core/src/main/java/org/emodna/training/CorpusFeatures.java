package org.emodna.training;

import java.util.Arrays;
import java.util.List;
import org.emodna.base.Problem;
import org.emodna.evaluation.Predictions;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSet;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normaliser;
import org.emodna.model.Classifier;

/**
 * A corpus made ready for training: the same for a source and for a target, since it has no labels.
 *
 * @param set what the network sees
 * @param statistics that it is normalised with; null where the normalisation has none
 * @param ids of the corpus's recordings
 * @param kept numbers of those in the set, ascending
 * @param contentHashes of the files of those in the set
 * @param contentHash over ids and the content of the files
 * @param failures recordings that could not be used
 */
record CorpusFeatures(
    FeatureSet set,
    FeatureStatistics statistics,
    List<String> ids,
    int[] kept,
    List<String> contentHashes,
    String contentHash,
    List<FailedInput> failures) {

  static CorpusFeatures of(
      Recordings recordings, LoadedFeatures loaded, Normaliser normaliser, FeatureLoader loader) {
    return new CorpusFeatures(
        normaliser.apply(recordings.name(), loaded, loader),
        normaliser.statistics(),
        recordings.inputs().stream().map(FeatureLoader.Input::id).toList(),
        loaded.kept(),
        loaded.contentHashes(),
        loaded.contentHash(),
        loaded.failures());
  }

  /** Demands that there is something to learn from. */
  static void requireAny(String name, LoadedFeatures loaded) {
    if (loaded.features().isEmpty()) {
      FailedInput first = loaded.failures().get(0);
      throw new TrainingException(
          Problem.of(first.path(), first.reason())
              .remedy(first.remedy())
              .in("no file of " + name + " could be used, as the first"));
    }
  }

  /** Of something that each recording has, what belongs to those in the set. */
  int[] ofKept(int[] each) {
    return Arrays.stream(kept).map(i -> each[i]).toArray();
  }

  /** Ids of the recordings in the set, whose features follow them. */
  List<String> usedIds() {
    return set.ids();
  }

  /** Class probabilities of each recording in the set. */
  float[][] probabilities(Classifier classifier) {
    return classifier.classify(set.values());
  }

  /**
   * What a model says of each recording of the corpus.
   *
   * @param probabilities of those in the set
   */
  Predictions predictions(float[][] probabilities, List<String> labels) {
    float[][] all = new float[ids.size()][];
    for (int i = 0; i < probabilities.length; i++) {
      all[kept[i]] = probabilities[i];
    }
    return Predictions.of(ids, labels, all);
  }
}
