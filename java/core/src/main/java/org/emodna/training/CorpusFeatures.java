package org.emodna.training;

import java.util.Arrays;
import java.util.List;
import org.emodna.base.Progress;
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
 * @param inputs recordings of the corpus
 * @param kept numbers of those in the set, ascending
 * @param contentHashes of the files of those in the set
 * @param contentHash over ids and the content of the files
 * @param failures recordings that could not be used
 */
record CorpusFeatures(
    FeatureSet set,
    FeatureStatistics statistics,
    int inputs,
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
      throw new TrainingException(
          "no file of " + name + " could be used; the first: " + loaded.failures().get(0).reason());
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
        loaded.inputs(),
        loaded.kept(),
        loaded.contentHashes(),
        loaded.contentHash(),
        loaded.failures());
  }

  /** Of something that each recording has, what belongs to those in the set. */
  int[] ofKept(int[] each) {
    return Arrays.stream(kept).map(i -> each[i]).toArray();
  }

  /** Class of each recording of the corpus; -1 where there are no features. */
  int[] predictions(KernelContext context, Model model) {
    int[] predictions = new int[inputs];
    Arrays.fill(predictions, -1);
    try (Classifier classifier = new Classifier(context, model)) {
      float[][] probabilities = classifier.classify(set.values());
      for (int i = 0; i < probabilities.length; i++) {
        predictions[kept[i]] = Classifier.mostLikely(probabilities[i]);
      }
    }
    return predictions;
  }
}
