package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.Outcome;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusScan;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.Target;
import org.emodna.features.FailedInput;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Runs the whole job on two synthetic corpora: scan, features, training without and with",
      "adaptation, scores, prediction."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where to work (default: emodna-demo).")
  private Path folder = Path.of("emodna-demo");

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the larger corpus.")
  private Integer epochs;

  private static final String EMO_DNA = "emo-dna";

  @Mixin private RuntimeOptions runtime;
  @Mixin private CacheOption cache;

  @Override
  public Integer call() {
    // A wrong number of epochs is reported before a minute of work.
    TrainingConfig config = config();
    runtime.choose();
    Path north = folder.resolve(SyntheticCorpus.NORTH.name());
    Path south = folder.resolve(SyntheticCorpus.SOUTH.name());
    try (ProgressBarView progress = new ProgressBarView()) {
      heading(
          "1. Two corpora of synthetic speech (generated; they say nothing about real"
              + " speech)");
      SyntheticCorpus.NORTH.write(north, progress);
      SyntheticCorpus.SOUTH.write(south, progress);
      progress.close();
      AudioDecoder decoder = new AudioDecoder(runtime.limits());
      for (Path corpus : List.of(north, south)) {
        System.out.print(CorpusScan.of(open(corpus), decoder, runtime.threads, progress).toText());
        progress.close();
      }
      heading("2. Source only: learn from north, recognise south");
      Score before = train(config.withMethod("source-only"), north, south, progress);
      heading("3. EMO-DNA: the same, with south's unlabelled recordings");
      Score after = train(config.withMethod(EMO_DNA), north, south, progress);
      heading("4. Recognise a few recordings with the saved model");
      predict(south);
      heading("What this showed");
      System.out.printf(
          "UAR on south: %.1f %% source-only, %.1f %% EMO-DNA (chance %.1f %%; one seed, synthetic"
              + " speech).%n",
          100 * before.uar(), 100 * after.uar(), 100.0 / before.labels().size());
    }
    next();
    return Main.DONE;
  }

  /**
   * Opened as plain folders: by its names, north would pass for the real corpus with that layout.
   */
  private static Corpus open(Path folder) {
    return Corpus.open(folder, "folders");
  }

  private Path model(String method) {
    return folder.resolve(method + ".safetensors");
  }

  private TrainingConfig config() {
    TrainingConfig config = TrainingConfig.defaults();
    return epochs == null ? config : config.withEpochs(epochs);
  }

  private Score train(TrainingConfig config, Path north, Path south, ProgressBarView progress) {
    LabelSet labels = LabelSet.named(config.labels());
    Target target = Target.of(open(south), labels);
    TrainingResult.Finished result =
        Training.builder()
            .source(open(north).labelled(labels))
            .target(target.corpus())
            .output(model(config.method()))
            .config(config)
            .device(runtime.device)
            .threads(runtime.threads)
            .cache(cache.cache())
            .limits(runtime.limits())
            .restart(true)
            .run(progress)
            .requireFinished();
    progress.close();
    for (FailedInput failure : result.failures()) {
      System.err.println(Output.line(OptionNames.message(failure.problem())));
    }
    Score score = target.score(result.predictions()).orElseThrow();
    System.out.print(score.toText());
    return score;
  }

  private void predict(Path south) {
    List<Path> files = SyntheticCorpus.SOUTH.files().stream().map(south::resolve).toList();
    List<Path> some =
        List.of(files.get(0), files.get(files.size() / 2), files.get(files.size() - 1));
    try (Recognizer recognizer =
        Recognizer.builder()
            .device(DeviceChoice.of(runtime.device))
            .threads(runtime.threads)
            .limits(runtime.limits())
            .load(model(EMO_DNA))) {
      for (Outcome<Recognition> outcome : recognizer.recognizeAll(some, Progress.NONE)) {
        if (outcome instanceof Outcome.Done<Recognition> done) {
          System.out.printf(
              "%s  %s  %.3f%n", done.path(), done.value().emotion(), done.value().confidence());
        }
      }
    }
  }

  private void next() {
    System.out.printf(
        "%nWith corpora of your own:%n"
            + "  ./emodna scan     DIR%n"
            + "  ./emodna train    --source LABELLED_DIR --target OTHER_DIR --out my.safetensors%n"
            + "  ./emodna evaluate --model my.safetensors --corpus DIR%n"
            + "  ./emodna predict  --model %s FILE…%n",
        model(EMO_DNA));
  }

  private static void heading(String text) {
    System.out.printf("%n%s%n", text);
  }
}
