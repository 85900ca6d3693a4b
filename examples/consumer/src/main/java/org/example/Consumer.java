package org.example;

import java.nio.file.Path;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;

/** Trains on synthetic speech for a moment, saves the model, loads it again and recognises a file. */
public final class Consumer {
  private Consumer() {}

  /** Takes the folder to work in. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Path north = folder.resolve("north");
    Path south = folder.resolve("south");
    SyntheticCorpus.NORTH.write(north, Progress.NONE);
    SyntheticCorpus.SOUTH.write(south, Progress.NONE);

    TrainingConfig config = TrainingConfig.defaults().withEpochs(2);
    LabelSet labels = LabelSet.named(config.labels());
    Target target = Target.open(south, labels);
    Path model = folder.resolve("model.safetensors");
    TrainingResult.Finished result =
        Training.builder()
            .source(Corpus.open(north).labelled(labels))
            .target(target.corpus())
            .config(config)
            .output(model)
            .run(Progress.NONE)
            .requireFinished();
    double uar = target.score(result.predictions()).orElseThrow().uar();

    try (Recognizer recognizer = Recognizer.load(model)) {
      Recognition one = recognizer.recognize(south.resolve(SyntheticCorpus.SOUTH.files().get(0)));
      System.out.printf(
          "consumer: %d recordings recognised, UAR %.2f after 2 epochs; the first is %s (%.2f)%n",
          result.predictions().size(), uar, one.emotion(), one.confidence());
    }
  }
}
