package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.features.FailedInput;
import org.emodna.training.AutoNormalisation;
import org.emodna.training.Direction;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    description =
        "Trains on a labelled corpus, adapts to an unlabelled one, saves the model and"
            + " scores it.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--source",
      required = true,
      paramLabel = "DIR",
      description = "The labelled corpus.")
  private Path source;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "DIR",
      description = "The corpus to recognise. Its labels, if any, are used for scoring only.")
  private Path target;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "The model file to write.")
  private Path out;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      completionCandidates = Methods.class,
      description =
          "What is trained: ${COMPLETION-CANDIDATES} (default: the configuration's, emo-dna).")
  private String method;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML or JSON.")
  private Path config;

  /** One seed or several; both at once is wrong use. */
  private static final class SeedOptions {
    @Option(names = "--seed", paramLabel = "N", description = "The random seed (default: 1).")
    private Long one;

    @Option(
        names = "--seeds",
        paramLabel = "N,N,...",
        converter = SeedList.Converter.class,
        description =
            "Train one model per seed, all in the same steps, each named MODEL-seedN. A"
                + " list: 5 is seed 5 alone. Each model equals the one that --seed N makes.")
    private SeedList several;
  }

  @ArgGroup private SeedOptions seeds = new SeedOptions();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the larger corpus (default: as many as make 300 steps).")
  private Integer epochs;

  @Option(
      names = "--ensemble",
      paramLabel = "N",
      description =
          "Networks of the model, trained together; their probabilities are averaged (default: the"
              + " configuration's, 1).")
  private Integer ensemble;

  @Option(
      names = "--source-reader",
      paramLabel = "NAME",
      description = "How the source is read (default: as --corpus-reader says).")
  private String sourceReader;

  @Option(
      names = "--target-reader",
      paramLabel = "NAME",
      description = "How the target is read (default: as --corpus-reader says).")
  private String targetReader;

  @ArgGroup private InterruptedOption interrupted = new InterruptedOption();

  @Option(names = "--json", description = "Print the score as JSON.")
  private boolean json;

  @Option(names = "--print-config", description = "Print the whole configuration and stop.")
  private boolean printConfig;

  @Mixin private CorpusOption corpora;
  @Mixin private RuntimeOptions runtime;
  @Mixin private CacheOption cache;

  /** Models that are there already. */
  private final Set<Path> replaced = new HashSet<>();

  @Override
  public Integer call() {
    TrainingConfig settings = settings();
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(settings));
      return Main.DONE;
    }
    requireOutputs();
    UnusedSections.note(List.of(settings));
    if (seeds.several == null) {
      Training.requireOneDevice(runtime.device);
      runtime.choose();
    } else {
      runtime.chooseEach();
    }
    LabelSet labels = LabelSet.named(settings.labels());
    Problems problems = new Problems();
    Corpus sourceCorpus = problems.collect(() -> corpora.open(source, sourceReader));
    Corpus targetCorpus = problems.collect(() -> corpora.openUnlabelled(target, targetReader));
    LabelledCorpus labelled =
        problems.of(
            sourceCorpus, corpus -> problems.requireClasses(corpus.labelled(labels), corpus));
    Target unlabelled = problems.of(targetCorpus, corpus -> Target.of(corpus, labels));
    problems.raise();
    CorpusUses.source("source ", sourceCorpus, labelled);
    CorpusUses.target("target ", targetCorpus, unlabelled.corpus(), labels);
    if (unlabelled.scorer().isEmpty()) {
      System.err.println("target: " + target + " has no labels; it won't be scored");
    }
    if (CorpusUses.same(source, target)) {
      System.err.println(
          "warning: source and target are the same corpus: the score shows how well it"
              + " was memorised");
    }
    List<FailedInput> failures =
        Output.both(
            CorpusOption.unusable(sourceCorpus.unusable()),
            CorpusOption.unusable(targetCorpus.unusable()));
    int inputs = failures.size() + labelled.size() + unlabelled.corpus().size();
    TrainingConfig decided =
        AutoNormalisation.decided(
            settings, Direction.transductive("", labelled, unlabelled.corpus()));
    if (decided != settings) {
      System.err.println(AutoNormalisation.sentence(decided));
    }
    System.err.println(InputText.of(decided));
    List<TrainingResult> results = train(decided, labelled, unlabelled);
    int exit = Output.failures(Output.both(failures, results.get(0).failures()), inputs);
    return report(results, unlabelled, exit);
  }

  /** Prints models and scores; the exit code, which is the given one where all is well. */
  private int report(List<TrainingResult> results, Target unlabelled, int exit) {
    int code = exit;
    List<TrainingResult.Finished> finished = new ArrayList<>();
    for (TrainingResult result : results) {
      if (result instanceof TrainingResult.Failed failed) {
        System.err.println(
            "seed " + failed.seed() + " has no model: " + OptionNames.message(failed.problem()));
        code = Main.SOME_FAILED;
      } else if (result instanceof TrainingResult.Stopped) {
        code = Main.SOME_FAILED;
      } else if (result instanceof TrainingResult.Finished one) {
        finished.add(one);
        System.err.println(
            one.model()
                + ": the model"
                + (replaced.contains(one.model()) ? ", replacing an earlier one" : ""));
      }
    }
    if (finished.isEmpty()) {
      return Main.SOME_FAILED;
    }
    if (seeds.several == null) {
      Scoring.print(unlabelled.score(finished.get(0).predictions()), json);
    } else {
      Scoring.print(unlabelled.scorer(), finished, json);
    }
    return code;
  }

  /** What is said of where a stopped training may go on from. */
  static String stopped(List<Path> checkpoints) {
    return checkpoints.isEmpty()
        ? "stopped; it has left no state. Start it again."
        : "stopped; the state is in "
            + checkpoints.stream().map(Path::toString).collect(Collectors.joining(" and "))
            + ". Continue with --resume.";
  }

  private void requireOutputs() {
    out = OutputFile.require(out);
    List<Path> models = List.of(out);
    if (seeds.several != null) {
      Training.Builder names = Training.builder().output(out);
      models = seeds.several.seeds().stream().map(names::output).toList();
      models.forEach(OutputFile::require);
    }
    models.stream().filter(Files::exists).forEach(replaced::add);
  }

  private TrainingConfig settings() {
    TrainingConfig settings = config == null ? TrainingConfig.defaults() : ConfigFile.read(config);
    if (method != null) {
      settings = settings.withMethod(method);
    }
    if (seeds.one != null) {
      settings = settings.withSeed(seeds.one);
    }
    if (ensemble != null) {
      settings = settings.withEnsemble(ensemble);
    }
    return epochs == null ? settings : settings.withEpochs(epochs);
  }

  private List<TrainingResult> train(
      TrainingConfig settings, LabelledCorpus labelled, Target unlabelled) {
    try (StoppableTraining run = new StoppableTraining(cache.cache() != null)) {
      Training.Builder training =
          Training.builder()
              .source(labelled)
              .target(unlabelled.corpus())
              .output(out)
              .config(settings)
              .device(runtime.device)
              .threads(runtime.threads)
              .cache(cache.cache())
              .limits(runtime.limits())
              .resume(interrupted.resume)
              .restart(interrupted.restart)
              .stopWhen(run::stopped);
      List<TrainingResult> results =
          seeds.several == null
              ? List.of(training.run(run.progress))
              : training.runSeeds(seeds.several.seeds(), run.progress);
      run.progress.close();
      for (TrainingResult result : results) {
        if (result instanceof TrainingResult.Stopped stopped) {
          System.err.println(stopped(stopped.checkpoints()));
          break;
        }
      }
      return results;
    }
  }
}
