package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.ScoreTable;
import org.emodna.evaluation.Target;
import org.emodna.experiment.Experiment;
import org.emodna.experiment.ExperimentResult;
import org.emodna.experiment.ExperimentRun;
import org.emodna.features.FailedInput;
import org.emodna.training.TrainingResult;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "cross-corpus",
    description = {
      "Trains every direction between corpora with every seed, as many at once as",
      "memory allows; saves the models and prints each direction's scores, mean ± sd."
    },
    mixinStandardHelpOptions = true)
final class CrossCorpusCommand implements Callable<Integer> {
  @Option(
      names = "--corpora",
      required = true,
      arity = "2..*",
      paramLabel = "DIR",
      description = "Labelled corpora. They go by the names of their folders.")
  private List<Path> places;

  @Option(
      names = "--directions",
      split = ",",
      paramLabel = "'A>B'",
      description = "From the corpus A to the corpus B (default: all). Quote the >.")
  private List<String> directions;

  @Option(
      names = "--out-dir",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the models: DIR/METHOD/A-B-seedN.safetensors.")
  private Path folder;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description =
          "Methods as for train, each a column of the table (default: the configuration's,"
              + " emo-dna).")
  private List<String> methods;

  @Option(
      names = "--seeds",
      paramLabel = "N,N,...",
      converter = SeedList.Converter.class,
      description = "Random seeds (default: 1).")
  private SeedList seeds = new SeedList(List.of(1L));

  @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML or JSON.")
  private Path config;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the larger corpus (default: as many as make 600 steps).")
  private Integer epochs;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "The most models to train in the same steps (default: as many as fit).")
  private Integer atOnce;

  @Option(
      names = "--corpus-readers",
      split = ",",
      paramLabel = "CORPUS=NAME",
      description = "How single corpora are read (default: as --corpus-reader says).")
  private Map<String, String> readers = Map.of();

  @ArgGroup private InterruptedOption interrupted = new InterruptedOption();

  @Option(names = "--json", description = "Print the scores as JSON.")
  private boolean json;

  @Mixin private CorpusOption corpora;
  @Mixin private RuntimeOptions runtime;
  @Mixin private CacheOption cache;

  /** A corpus in both its parts. */
  private record Part(Corpus corpus, Target target) {}

  @Override
  public Integer call() {
    TrainingConfig settings = config == null ? TrainingConfig.defaults() : ConfigFile.read(config);
    LabelSet labels = LabelSet.named(settings.labels());
    if (epochs != null) {
      settings = settings.withEpochs(epochs);
    }
    Experiment.Builder experiment = experiment(settings);
    runtime.choose();
    Collection<Part> parts = addDirections(experiment, labels);
    List<FailedInput> failures = new ArrayList<>();
    int inputs = 0;
    for (Part part : parts) {
      List<FailedInput> unusable = CorpusOption.unusable(part.corpus.unusable());
      failures.addAll(unusable);
      inputs += unusable.size() + part.target.corpus().size();
    }
    if (!(run(experiment) instanceof ExperimentResult.Finished result)) {
      return Main.SOME_FAILED;
    }
    failures.addAll(result.failures());
    int exit = Output.failures(failures.stream().distinct().toList(), inputs);
    for (ExperimentRun run : result.failed()) {
      System.err.printf(
          "%s %s seed %d has no model: %s%n",
          run.configuration(),
          run.direction(),
          run.result().seed(),
          OptionNames.message(((TrainingResult.Failed) run.result()).problem()));
    }
    System.err.println(folder + ": the models");
    ScoreTable scores = result.scores();
    Scoring.print(scores, scores.toText(), json);
    return scores.rows().isEmpty()
        ? Main.NOTHING_DONE
        : result.failed().isEmpty() ? exit : Main.SOME_FAILED;
  }

  /** A configuration for each method, under the method's name. */
  private Experiment.Builder experiment(TrainingConfig settings) {
    Experiment.Builder experiment =
        Experiment.builder()
            .folder(folder)
            .seeds(seeds.seeds())
            .device(runtime.device)
            .threads(runtime.threads)
            .cache(cache.cache())
            .limits(runtime.limits())
            .resume(interrupted.resume)
            .restart(interrupted.restart);
    if (atOnce != null) {
      experiment.atOnce(atOnce);
    }
    List<String> names = methods == null ? List.of(settings.method()) : methods;
    List<TrainingConfig> configurations =
        names.stream().distinct().map(settings::withMethod).toList();
    configurations.forEach(one -> experiment.configuration(one.method(), one));
    UnusedSections.note(configurations);
    return experiment;
  }

  private ExperimentResult run(Experiment.Builder experiment) {
    try (StoppableTraining run = new StoppableTraining(cache.cache() != null)) {
      ExperimentResult result = experiment.stopWhen(run::stopped).run(run.progress);
      run.progress.close();
      if (result instanceof ExperimentResult.Stopped) {
        System.err.println("stopped; the state is in " + folder + ". Go on with --resume.");
      }
      return result;
    }
  }

  /** Opens the corpora and adds the directions between them. */
  private Collection<Part> addDirections(Experiment.Builder experiment, LabelSet labels) {
    Problems problems = new Problems();
    CrossCorpora all = CrossCorpora.at(places);
    List<CrossCorpora.Ends> ends = all.directions(directions);
    Map<String, Corpus> opened = all.open(corpora, readers, problems);
    Map<String, Part> parts = new LinkedHashMap<>();
    opened.forEach(
        (name, corpus) -> {
          Target target = problems.of(corpus, one -> Target.of(one, labels));
          if (target != null) {
            parts.put(name, new Part(corpus, target));
          }
        });
    Map<String, LabelledCorpus> sources = new LinkedHashMap<>();
    for (CrossCorpora.Ends direction : ends) {
      Part source = parts.get(direction.source());
      if (source != null) {
        sources.computeIfAbsent(
            direction.source(),
            name ->
                problems.of(
                    source.corpus,
                    corpus -> problems.requireClasses(corpus.labelled(labels), corpus)));
      }
      Part target = parts.get(direction.target());
      if (target != null && target.target.scorer().isEmpty()) {
        problems.add(
            "the target %s (%s) has no labels, so there is no score; use train for it"
                .formatted(direction.target(), target.corpus.root()));
      }
    }
    problems.raise();
    parts.forEach((name, part) -> CorpusUses.target("", part.corpus, part.target.corpus(), labels));
    for (CrossCorpora.Ends direction : ends) {
      experiment.direction(
          direction.source() + "-" + direction.target(),
          sources.get(direction.source()),
          parts.get(direction.target()).target);
    }
    return parts.values();
  }
}
