package org.emodna.training;

import java.util.Arrays;
import java.util.List;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.evaluation.Predictions;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSet;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;

/**
 * A corpus made ready for training: the same for a source and for a target, since it is normalised
 * by its own statistics and has no labels.
 *
 * @param set what the network sees
 * @param statistics of the corpus; null where the normalisation has none
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

  static CorpusFeatures load(
      FeatureLoader loader,
      Normalisation normalisation,
      String name,
      List<FeatureLoader.Input> inputs,
      Progress progress) {
    LoadedFeatures loaded = loader.load("features of " + name, inputs, progress);
    if (loaded.features().isEmpty()) {
      FailedInput first = loaded.failures().get(0);
      throw new TrainingException(
          Problem.of(first.path(), first.reason())
              .remedy(first.remedy())
              .in("no file of " + name + " could be used, as the first"));
    }
    if (!loaded.failures().isEmpty()) {
      progress.warn(
          "%s: %d of %d recordings could not be decoded and are left out"
              .formatted(name, loaded.failures().size(), loaded.inputs()));
    }
    Normaliser normaliser = Normaliser.fit(normalisation, loaded);
    return new CorpusFeatures(
        normaliser.apply(name, loaded, loader),
        normaliser.statistics(),
        inputs.stream().map(FeatureLoader.Input::id).toList(),
        loaded.kept(),
        loaded.contentHashes(),
        loaded.contentHash(),
        loaded.failures());
  }

  /** Of something that each recording has, what belongs to those in the set. */
  int[] ofKept(int[] each) {
    return Arrays.stream(kept).map(i -> each[i]).toArray();
  }

  /** What a model says of each recording of the corpus; its classes are the labels. */
  Predictions predictions(KernelContext context, Model model, List<String> labels) {
    float[][] all = new float[ids.size()][];
    try (Classifier classifier = new Classifier(context, model)) {
      float[][] probabilities = classifier.classify(set.values());
      for (int i = 0; i < probabilities.length; i++) {
        all[kept[i]] = probabilities[i];
      }
    }
    return Predictions.of(ids, labels, all);
  }
}
