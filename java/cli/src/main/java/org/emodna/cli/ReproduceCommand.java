package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FailedInput;
import org.emodna.protocol.Columns;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Protocol;
import org.emodna.protocol.SeedList;
import org.emodna.protocol.Track;
import org.emodna.reproduction.Reproduction;
import org.emodna.reproduction.ReproductionResult;
import org.emodna.reproduction.Shard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reproduce",
    description =
        "Makes a benchmark's table: trains every task of a protocol with every column"
            + " and seed, scores it, and writes a report. If it is interrupted, the same"
            + " command continues; with more seeds or columns, only what is new is trained.",
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  @Option(
      names = "--corpora",
      arity = "1..*",
      paramLabel = "DIR",
      description = "Corpora (folders or manifests), or folders that contain corpora.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--out",
      paramLabel = "RESULTS",
      description = "Folder of the runs and of the report; may hold earlier runs.")
  private Path out;

  @Option(
      names = "--protocol",
      paramLabel = "NAME|FILE",
      description =
          "What is compared: tim-net-5 (default), casia-emodb-enterface, every-direction (between"
              + " whatever corpora are given), within-corpus-speakers, within-corpus-folds, or a"
              + " YAML file.")
  private String protocol = "tim-net-5";

  @Option(
      names = "--print-protocol",
      description = "Print the protocol's YAML, to begin one of your own with, and stop.")
  private boolean printProtocol;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME|FILE",
      description =
          "Columns of the table: names, groups (main, encoders, ablations, variants,"
              + " decoupling, information, ensembles, all) and YAML files of your own (default:"
              + " the protocol's).")
  private List<String> methods;

  @Option(
      names = "--directions",
      split = ",",
      paramLabel = "'A>B'",
      description = "The only tasks to do, such as 'CASIA>EMODB' (default: all). Quote the >.")
  private List<String> directions = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N|N,N,...",
      description = "How many seeds (5 means 1 to 5), or which (1,4,7) (default: the protocol's).")
  private String seeds;

  @Option(
      names = "--tracks",
      split = ",",
      paramLabel = "NAME",
      description = "corpus, speaker or both (default: the protocol's).")
  private List<String> tracks;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings for all columns. They override the protocol's; a column's own"
              + " override them.")
  private Path config;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the larger corpus (default: as many as make 300 steps).")
  private Integer epochs;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Train only part I of N. Merge the stores of several machines by copying"
              + " (docs/runs.md).")
  private String shard;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "The most models to train in the same steps (default: as suits the device).")
  private int atOnce;

  @Option(
      names = "--watched-epochs",
      paramLabel = "N",
      description =
          "Epochs at whose ends the target is predicted, for validators and curves; 0 for none"
              + " (default: 20).")
  private int watchedEpochs = 20;

  @Option(
      names = "--embeddings",
      paramLabel = "WHICH",
      description =
          "Runs whose encoder outputs are stored: none, first-seed (default) or all."
              + " Stored runs that lack them are trained again.")
  private String embeddings = "first-seed";

  @Option(
      names = "--keep-models",
      description = "Store the models too; stored runs without a model are trained again.")
  private boolean keepModels;

  @Option(
      names = "--plan-only",
      description = "Say what would be trained, and stop before anything is.")
  private boolean planOnly;

  @Option(names = "--no-report", description = "Write no report; 'report' does so later.")
  private boolean noReport;

  @Option(
      names = "--corpus-readers",
      split = ",",
      paramLabel = "CORPUS=NAME",
      description =
          "How individual corpora are read (default: as the protocol or --corpus-reader"
              + " says).")
  private Map<String, String> readers = Map.of();

  @Mixin private CorpusOption corpusOption;
  @Mixin private RuntimeOptions runtime;
  @Mixin private CacheOption cache;

  @Override
  public Integer call() {
    Protocol wanted = Protocol.named(protocol);
    if (printProtocol) {
      System.out.print(wanted.text());
      return Main.DONE;
    }
    if (corpora.isEmpty() || out == null && !planOnly) {
      throw new EmoDnaException(
          corpora.isEmpty()
              ? "--corpora: is missing; name a folder of corpora"
              : "--out: is missing; name a folder for the results");
    }
    requireNotNegative("--at-once", atOnce);
    requireNotNegative("--watched-epochs", watchedEpochs);
    Shard part = shard == null ? Shard.WHOLE : Shard.of(shard);
    Reproduction.Embeddings kept = EmbeddingsOption.of(embeddings);
    Matrix matrix = matrix(wanted);
    MatrixText.print(matrix);
    if (planOnly && out == null) {
      System.out.print(MatrixText.table(matrix));
      return Main.DONE;
    }
    runtime.chooseEach();
    Reproduction.Builder reproduction =
        Reproduction.builder()
            .matrix(matrix)
            .store(out)
            .shard(part)
            .embeddings(kept)
            .keepModels(keepModels)
            .atOnce(atOnce)
            .watchedEpochs(watchedEpochs)
            .device(runtime.device)
            .threads(runtime.threads)
            .cache(cache.cache())
            .limits(runtime.limits());
    if (planOnly) {
      System.out.print(MatrixText.table(matrix));
      outlook(reproduction);
      return Main.DONE;
    }
    return end(matrix, run(reproduction));
  }

  private void outlook(Reproduction.Builder reproduction) {
    try (ProgressBarView progress = new ProgressBarView()) {
      ReproductionResult.Counts counts = reproduction.outlook(progress);
      progress.close();
      System.out.printf(
          "%d runs%s, %d of them are in %s%n",
          counts.wanted(),
          shard == null ? "" : " of shard " + shard,
          counts.before(),
          Output.line(out.toString()));
    }
  }

  private static void requireNotNegative(String option, int value) {
    if (value < 0) {
      throw new EmoDnaException(
          Problem.of(option + " " + value, "is below 0").remedy("leave it out, or name a number"));
    }
  }

  private Matrix matrix(Protocol wanted) {
    Matrix.Builder matrix =
        Matrix.builder()
            .protocol(wanted)
            .corpora(corpora)
            .options(corpusOption.options())
            .readers(readers)
            .directions(directions)
            .columns(Columns.of(methods == null ? wanted.columns() : methods))
            .settings(this::settings);
    if (seeds != null) {
      matrix.seeds(SeedList.of(seeds));
    }
    if (tracks != null) {
      matrix.tracks(tracks.stream().map(Track::named).toList());
    }
    return matrix.open();
  }

  private TrainingConfig settings(TrainingConfig base) {
    TrainingConfig settings = config == null ? base : ConfigFile.read(config, base);
    return epochs == null ? settings : settings.withEpochs(epochs);
  }

  private ReproductionResult run(Reproduction.Builder reproduction) {
    try (StoppableTraining run = new StoppableTraining(cache.cache() != null)) {
      ReproductionResult result = reproduction.stopWhen(run::stopped).run(run.progress);
      run.progress.close();
      return result;
    }
  }

  private int end(Matrix matrix, ReproductionResult result) {
    result
        .failed()
        .forEach(
            (run, problem) ->
                System.err.println(
                    Output.line("failed: " + run + ": " + OptionNames.message(problem))));
    ReproductionResult.Counts counts = result.counts();
    System.err.printf(
        "%s: %d of %d runs were there, %d were trained%n",
        Output.line(out.toString()), counts.before(), counts.wanted(), counts.trained());
    if (!result.finished()) {
      System.err.println("stopped; the same command goes on from there");
      return Main.SOME_FAILED;
    }
    int inputs =
        matrix.corpora().found().stream().mapToInt(one -> one.corpus().utterances().size()).sum();
    List<FailedInput> unusable = new ArrayList<>(result.unusable());
    matrix
        .corpora()
        .found()
        .forEach(one -> unusable.addAll(CorpusOption.unusable(one.corpus().unusable())));
    int exit = Output.failures(unusable.stream().distinct().toList(), inputs + unusable.size());
    if (!noReport) {
      exit = Math.max(exit, ReportCommand.write(out, out.resolve("report"), null));
    }
    if (counts.before() + counts.trained() == 0) {
      return Main.NOTHING_DONE;
    }
    return result.failed().isEmpty() ? exit : Main.SOME_FAILED;
  }
}
