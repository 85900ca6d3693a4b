package org.emodna.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureCache;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Features;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normaliser;
import org.emodna.features.SpeakerStatistics;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.training.Training;

/**
 * What a speaker's running statistics give: UAR as a function of the number of other utterances
 * that were heard of the speaker before, over all directions between some corpora. Not a matter of
 * time, so it is no {@link Benchmark}; {@code benchmarks/speakers} runs it.
 *
 * <p>Each utterance of the target is judged after so many others of its speaker, drawn at random,
 * by the rule of {@code Recognizer.speaker}. They are drawn twice: among all of the speaker's, and
 * among those of the same emotion, as in a call that has one mood. The statistics that a speaker
 * begins with are the model's, which were taken over the target corpus.
 */
public final class HeardUtterances {
  private static final int[] HEARD = {0, 1, 2, 4, 8, 16, 32, 64};

  private final List<Path> corpora = new ArrayList<>();
  private TrainingConfig config = TrainingConfig.defaults();
  private int seeds = 2;
  private int draws = 5;

  /** How many utterances the model's statistics count for; 0 = as many as in training. */
  private double prior;

  private Path work;

  /** Sums of UAR by the column's name, and how many. */
  private final TreeMap<String, double[]> sums = new TreeMap<>();

  private int cells;

  private HeardUtterances() {}

  /**
   * Prints a table in Markdown.
   *
   * @param arguments {@code CORPUS CORPUS... [--config FILE] [--method NAME] [--seeds N] [--draws
   *     N] [--prior K]}
   */
  public static void main(String... arguments) throws IOException {
    HeardUtterances measure = new HeardUtterances();
    try {
      measure.read(arguments);
      measure.run();
    } catch (EmoDnaException | NumberFormatException e) {
      System.err.println("speakers: " + e.getMessage());
      System.exit(2);
    }
  }

  private void read(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String one = arguments[i];
      if (!one.startsWith("--")) {
        corpora.add(Path.of(one));
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new EmoDnaException(Problem.of(one, "needs a value"));
      }
      String value = arguments[++i];
      switch (one) {
        case "--config" -> config = ConfigFile.read(Path.of(value));
        case "--method" -> config = config.withMethod(value);
        case "--seeds" -> seeds = Integer.parseInt(value);
        case "--prior" -> prior = Double.parseDouble(value);
        case "--draws" -> draws = Integer.parseInt(value);
        default ->
            throw new EmoDnaException(
                Problem.of(one, "is not known")
                    .remedy("there are --config, --method, --seeds, --draws and --prior"));
      }
    }
    if (corpora.size() < 2) {
      throw new EmoDnaException(Problem.of("corpora", "at least two are needed"));
    }
    config = config.withNormalisation("speaker");
  }

  private void run() throws IOException {
    work = Files.createTempDirectory("emodna-speakers");
    LabelSet labels = LabelSet.named(config.labels());
    try {
      for (Path source : corpora) {
        for (Path target : corpora) {
          if (!source.equals(target)) {
            direction(
                Corpus.open(source).labelled(labels), Corpus.open(target).select(labels), labels);
          }
        }
      }
    } finally {
      try (var files = Files.list(work)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(work);
    }
    print();
  }

  private void direction(LabelledCorpus source, Corpus target, LabelSet labels) {
    LabelledCorpus truth = target.labelled(labels);
    for (int seed = 1; seed <= seeds; seed++) {
      Path file = work.resolve("model.safetensors");
      Training.builder()
          .source(source)
          .target(Target.of(target, labels).corpus())
          .config(config.withSeed(seed))
          .cache(FeatureCache.standard())
          .output(file)
          .device("cpu")
          .run(Progress.NONE)
          .requireFinished();
      double alone = measured(ModelFile.load(file), truth, seed);
      System.err.printf(
          Locale.ROOT, "%s > %s, seed %d: %.1f alone%n", source.name(), target.name(), seed, alone);
      cells++;
    }
  }

  /** UAR of every column, added to the sums; that of each file by itself. */
  private double measured(Model model, LabelledCorpus truth, int seed) {
    List<FeatureLoader.Input> inputs =
        truth.items().stream()
            .map(i -> new FeatureLoader.Input(truth.collection(), i.id(), i.path(), i.speaker()))
            .toList();
    try (KernelContext context = KernelContext.cpu(0);
        Classifier classifier = new Classifier(context, model);
        FeatureLoader loader =
            FeatureLoader.builder(model.input().spec()).cache(FeatureCache.standard()).build()) {
      LoadedFeatures loaded = loader.load("features", inputs, Progress.NONE);
      double k = prior > 0 ? prior : model.input().spec().speakerPrior();
      Judge judge = new Judge(model, k, classifier, loader, loaded, truth);
      double alone = judge.uar(i -> model.input().target().orElseThrow());
      add("alone", alone);
      for (boolean mood : new boolean[] {false, true}) {
        for (int heard : HEARD) {
          Random random = new Random(seed);
          double sum = 0;
          for (int draw = 0; draw < draws; draw++) {
            sum += judge.uar(i -> judge.after(i, judge.others(i, mood), heard, random));
          }
          add((mood ? "mood " : "mixed ") + heard, sum / draws);
        }
      }
      add("all", judge.uar(i -> judge.after(i, judge.others(i, false), 1 << 30, new Random(1))));
      return alone;
    }
  }

  private void add(String column, double uar) {
    sums.computeIfAbsent(column, key -> new double[1])[0] += uar;
  }

  private String mean(String column) {
    return String.format(Locale.ROOT, "%.1f", sums.get(column)[0] / cells);
  }

  private void print() {
    System.out.printf(
        "UAR in percent, mean of %d directions, %d seeds, %d draws; method %s%n%n",
        cells / seeds, seeds, draws, config.method());
    System.out.println("| heard before | any emotion | the same emotion |");
    System.out.println("|---|--:|--:|");
    System.out.printf(
        "| file alone, the model's statistics | %s | %s |%n", mean("alone"), mean("alone"));
    for (int heard : HEARD) {
      System.out.printf("| %d | %s | %s |%n", heard, mean("mixed " + heard), mean("mood " + heard));
    }
    System.out.printf("| all of the speaker's | %s | |%n", mean("all"));
  }

  /** Statistics for an utterance, by its number. */
  private interface Statistics {
    FeatureStatistics of(int utterance);
  }

  /** The utterances of a target and a model that judges them. */
  private record Judge(
      Model model,
      double prior,
      Classifier classifier,
      FeatureLoader loader,
      LoadedFeatures loaded,
      LabelledCorpus truth) {
    private int label(int kept) {
      return truth.items().get(loaded.kept()[kept]).label();
    }

    /** Numbers of the speaker's other utterances, or of those with the same emotion. */
    List<Integer> others(int utterance, boolean sameEmotion) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < loaded.features().size(); i++) {
        if (i != utterance
            && loaded.speakers().get(i).equals(loaded.speakers().get(utterance))
            && (!sameEmotion || label(i) == label(utterance))) {
          all.add(i);
        }
      }
      return all;
    }

    /** What is known of the speaker as an utterance is judged. */
    FeatureStatistics after(int utterance, List<Integer> others, int heard, Random random) {
      Collections.shuffle(others, random);
      SpeakerStatistics statistics =
          SpeakerStatistics.startingFrom(model.input().target().orElseThrow(), prior);
      for (int other : others.subList(0, Math.min(heard, others.size()))) {
        statistics = statistics.plus(loaded.features().get(other));
      }
      return statistics.plus(loaded.features().get(utterance)).statistics();
    }

    double uar(Statistics statistics) {
      List<float[]> inputs = new ArrayList<>();
      for (int i = 0; i < loaded.features().size(); i++) {
        Features features = loaded.features().get(i);
        inputs.add(Normaliser.apply(features, statistics.of(i), loader));
      }
      float[][] probabilities = classifier.classify(inputs);
      int classes = truth.labelSet().size();
      int[] right = new int[classes];
      int[] all = new int[classes];
      for (int i = 0; i < probabilities.length; i++) {
        all[label(i)]++;
        right[label(i)] += Classifier.mostLikely(probabilities[i]) == label(i) ? 1 : 0;
      }
      double[] recalls = new double[classes];
      for (int c = 0; c < classes; c++) {
        recalls[c] = all[c] == 0 ? Double.NaN : 100.0 * right[c] / all[c];
      }
      return Arrays.stream(recalls).filter(r -> !Double.isNaN(r)).average().orElseThrow();
    }
  }
}
