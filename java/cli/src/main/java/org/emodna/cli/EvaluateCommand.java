package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.features.FailedInput;
import org.emodna.recognition.CorpusPredictions;
import org.emodna.recognition.Recognizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = "Scores a model on a labelled corpus.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "The corpus.")
  private Path corpus;

  @Option(
      names = "--statistics",
      description =
          "Where corpus normalisation takes its statistics: corpus (default: the evaluated one) or"
              + " model (those of the training target).")
  private Recognizer.Statistics statistics = Recognizer.Statistics.CORPUS;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ModelOption model;
  @Mixin private CorpusOption corpora;
  @Mixin private StoredOption stored;
  @Mixin private RuntimeOptions runtime;
  @Mixin private CacheOption cache;

  @Override
  public Integer call() {
    try (Recognizer recognizer =
            model.load(
                stored
                    .of(Recognizer.builder())
                    .device(runtime.choose())
                    .threads(runtime.threads)
                    .cache(cache.cache())
                    .limits(runtime.limits()));
        ProgressBarView progress = new ProgressBarView()) {
      Corpus opened = corpora.open(corpus);
      LabelSet labels = LabelSet.named(recognizer.labels());
      Target target = Target.of(opened, labels);
      CorpusUses.target("", opened, target.corpus(), labels);
      CorpusPredictions predictions = recognizer.recognize(target.corpus(), statistics, progress);
      progress.close();
      if (!predictions.failures().isEmpty()) {
        System.err.printf(
            "warning: %s: %d of %d recordings could not be used and are not scored%n",
            opened.name(), predictions.failures().size(), target.corpus().size());
      }
      List<FailedInput> failures = CorpusOption.unusable(opened.unusable());
      int inputs = target.corpus().size() + failures.size();
      failures = Output.both(failures, predictions.failures());
      int exit = Output.failures(failures, inputs);
      if (exit != Main.NOTHING_DONE
          && !Scoring.print(
              target.scorer().map(scorer -> scorer.score(predictions.classes())), json)) {
        return Main.NOTHING_DONE;
      }
      return exit;
    }
  }
}
