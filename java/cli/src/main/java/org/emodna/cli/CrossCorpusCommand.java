package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.Target;
import org.emodna.features.FailedInput;
import org.emodna.training.Direction;
import org.emodna.training.Training;
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
          "As of train, one or several, each a column of the table (default: the"
              + " configuration's, emo-dna).")
  private List<String> methods;

  @Option(
      names = "--seeds",
      paramLabel = "N,N,...",
      converter = SeedList.Converter.class,
      description = "Of everything random (default: 1).")
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
    List<String> all =
        methods == null ? List.of(settings.method()) : methods.stream().distinct().toList();
    runtime.choose();
    for (String method : all) {
      training(settings.withMethod(method)).requireNothingInterrupted();
    }
    Map<Direction, Target> chosen = new LinkedHashMap<>();
    Map<String, Part> parts = parts(labels, chosen);
    Set<FailedInput> failures = new LinkedHashSet<>();
    int inputs = 0;
    for (Part part : parts.values()) {
      List<FailedInput> unusable = CorpusOption.unusable(part.corpus.unusable());
      failures.addAll(unusable);
      inputs += unusable.size() + part.target.corpus().size();
    }
    CrossCorpusScores scores = new CrossCorpusScores();
    List<String> lost = new ArrayList<>();
    for (String method : all) {
      Map<String, List<TrainingResult>> results =
          train(settings.withMethod(method), List.copyOf(chosen.keySet()));
      if (results == null) {
        return Main.SOME_FAILED;
      }
      chosen.forEach(
          (direction, target) -> {
            List<TrainingResult> ofSeeds = results.get(direction.name());
            ofSeeds.forEach(result -> failures.addAll(result.failures()));
            for (TrainingResult result : ofSeeds) {
              if (result.failure() != null) {
                lost.add(
                    "%s %s seed %d has no model: %s"
                        .formatted(method, direction.name(), result.seed(), result.failure()));
              }
            }
            scores.add(direction.name(), method, target.scorer(), ofSeeds);
          });
    }
    int exit = Output.failures(List.copyOf(failures), inputs);
    lost.forEach(System.err::println);
    System.err.println(folder + ": the models");
    scores.print(json);
    return scores.isEmpty() ? Main.NOTHING_DONE : lost.isEmpty() ? exit : Main.SOME_FAILED;
  }

  /** The corpora, and in {@code chosen} the directions between them. */
  private Map<String, Part> parts(LabelSet labels, Map<Direction, Target> chosen) {
    Problems problems = new Problems();
    CrossCorpora all = new CrossCorpora(names());
    List<CrossCorpora.Ends> ends = all.directions(directions);
    Map<String, Corpus> opened = all.open(corpora, readers, problems);
    Map<String, Part> parts = new LinkedHashMap<>();
    opened.forEach(
        (name, corpus) -> {
          Target target = problems.of(corpus, one -> one.target(labels));
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
      if (target != null && !target.target.scorer().canScore()) {
        problems.add(
            "the target %s (%s) has no labels, so there is no score; use train for it"
                .formatted(direction.target(), target.corpus.root()));
      }
    }
    problems.raise();
    parts.forEach((name, part) -> CorpusUses.target("", part.corpus, part.target.corpus(), labels));
    for (CrossCorpora.Ends direction : ends) {
      Target target = parts.get(direction.target()).target;
      chosen.put(
          new Direction(
              direction.source() + "-" + direction.target(),
              sources.get(direction.source()),
              target.corpus()),
          target);
    }
    return parts;
  }

  /** Each corpus's place by its name, that of its folder or manifest. */
  private Map<String, Path> names() {
    Map<String, Path> names = new LinkedHashMap<>();
    for (Path place : places) {
      Path last = place.toAbsolutePath().normalize().getFileName();
      if (last == null) {
        throw new EmoDnaException("--corpora " + place + ": has no name; give a folder below it");
      }
      String name = last.toString();
      if (Files.isRegularFile(place)) {
        name = name.replaceFirst("\\.[^.]*$", "");
      }
      for (Map.Entry<String, Path> other : names.entrySet()) {
        if (CorpusUses.same(place, other.getValue())) {
          throw new EmoDnaException(
              "--corpora: " + place + " and " + other.getValue() + " are the same; name it once");
        }
      }
      if (names.put(name, place) != null) {
        throw new EmoDnaException(
            "--corpora: two are called '" + name + "'; rename a folder, or link to it");
      }
    }
    return names;
  }

  /** By the direction's name each seed's result; null if the training was stopped. */
  private Map<String, List<TrainingResult>> train(TrainingConfig settings, List<Direction> chosen) {
    try (StoppableTraining run = new StoppableTraining(cache.folder() != null)) {
      Map<String, List<TrainingResult>> results =
          training(settings).stopWhen(run::stopped).run(chosen, seeds.seeds(), run.progress);
      run.progress.close();
      if (results.values().stream()
          .flatMap(List::stream)
          .anyMatch(result -> !result.finished() && result.failure() == null)) {
        System.err.println("stopped; the state is in " + folder + ". Go on with --resume.");
        return null;
      }
      return results;
    }
  }

  private Training.Builder training(TrainingConfig settings) {
    Training.Builder training =
        Training.builder()
            .output(folder.resolve(settings.method()))
            .config(settings)
            .device(runtime.device)
            .threads(runtime.threads)
            .cache(cache.folder())
            .resume(interrupted.resume)
            .restart(interrupted.restart);
    return atOnce == null ? training : training.atOnce(atOnce);
  }
}
