package org.emodna.recognition;

import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Progress;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSet;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.model.Classifier;

/** Recognises a whole corpus, whose features are normalised together. */
final class CorpusRecognition {
  private final Preparation preparation;
  private final Normalisation normalisation;
  private final Classifier classifier;
  private final List<String> labels;

  /**
   * @param normalisation the model's
   * @param labels the model's classes
   */
  CorpusRecognition(
      Preparation preparation,
      Normalisation normalisation,
      Classifier classifier,
      List<String> labels) {
    this.preparation = preparation;
    this.normalisation = normalisation;
    this.classifier = classifier;
    this.labels = labels;
  }

  CorpusPredictions run(
      UnlabelledCorpus corpus, Recognizer.Statistics statistics, Progress progress) {
    List<FeatureLoader.Input> inputs =
        corpus.items().stream()
            .map(
                item ->
                    new FeatureLoader.Input(
                        corpus.collection(), item.id(), item.sound(), item.speaker()))
            .toList();
    LoadedFeatures loaded =
        preparation.loader().load("features of " + corpus.name(), inputs, progress);
    // As in training every recording is scored, also one that says nothing by itself.
    for (int i = 0; i < loaded.kept().length; i++) {
      String file = inputs.get(loaded.kept()[i]).name();
      SpeechCheck.of(loaded.qualities().get(i), List.of())
          .reason()
          .ifPresent(
              reason -> progress.warnOfRecording(file, reason + "; it is scored all the same"));
    }
    List<FailedInput> failures = new ArrayList<>(loaded.failures());
    float[][] rows = new float[corpus.size()][0];
    if (loaded.kept().length > 0) {
      FeatureSet set =
          normaliser(loaded, statistics, progress)
              .apply(corpus.name(), loaded, preparation.loader());
      float[][] probabilities = classifier.classify(set.values());
      for (int i = 0; i < probabilities.length; i++) {
        int item = loaded.kept()[i];
        String file = inputs.get(item).name();
        try {
          for (float one : probabilities[i]) {
            Prepared.requireNumber(file, one);
          }
          rows[item] = probabilities[i];
        } catch (FeatureException e) {
          failures.add(FailedInput.of(file, e));
        }
      }
    }
    return new CorpusPredictions(labels, rows, failures);
  }

  private Normaliser normaliser(
      LoadedFeatures loaded, Recognizer.Statistics statistics, Progress progress) {
    if (statistics == Recognizer.Statistics.MODEL) {
      return preparation.normaliser();
    }
    if (normalisation == Normalisation.SPEAKER && loaded.speakers().contains(null)) {
      // A model that was trained by speaker is used on recordings of anybody.
      progress.warn(
          "not every recording's speaker is known, by whom the model was trained to normalise:"
              + " features are normalised by corpus");
      return Normaliser.fit(Normalisation.CORPUS, 0, loaded);
    }
    return Normaliser.fit(preparation.loader().input(), loaded);
  }
}
