package org.emodna.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSet;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.Classifier;
import org.emodna.model.EncoderInput;
import org.emodna.model.Model;
import org.emodna.model.ModelInput;
import org.emodna.model.Network;
import org.emodna.objective.Roles;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;

/**
 * Trains with the default settings on features that were extracted elsewhere, on several devices,
 * and prints each device's score: for machines with a GPU and without the corpora.
 *
 * <pre>
 * DeviceTraining export SOURCE TARGET FOLDER      features.safetensors, and apart target-labels.json
 * DeviceTraining run FOLDER DEVICE…               a line a device, e.g. cuda cuda cpu; first losses and scores must
 *                                                  agree, and the bits of a device that is named again be the same
 * </pre>
 */
final class DeviceTraining {
  private static final TrainingConfig CONFIG = ToneCorpus.timNet().withSeed(1);

  /** By what share the first epoch's losses may differ: rounding, amplified by its steps. */
  private static final double TOLERANCE = 0.02;

  /**
   * How far the scores may lie apart: about as far as those of two seeds on one device (44.1 and
   * 50.4 % in docs/results.md), since a training amplifies rounding as it does another beginning.
   */
  private static final double SCORE_TOLERANCE = 0.07;

  private DeviceTraining() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    if (words.size() == 4 && words.get(0).equals("export")) {
      export(Path.of(words.get(1)), Path.of(words.get(2)), Path.of(words.get(3)));
    } else if (words.size() >= 3 && words.get(0).equals("run")) {
      run(Path.of(words.get(1)), words.subList(2, words.size()));
    } else {
      throw new IllegalArgumentException("export SOURCE TARGET FOLDER, or run FOLDER DEVICE…");
    }
  }

  private static void export(Path source, Path target, Path folder) throws IOException {
    LabelSet labels = LabelSet.named(CONFIG.labels());
    Files.createDirectories(folder);
    LabelledCorpus labelled = Corpus.open(source).labelled(labels);
    Target opened = Target.open(target, labels);
    SafeTensorsWriter writer = new SafeTensorsWriter();
    List<String> targetIds = opened.corpus().items().stream().map(i -> i.id()).toList();
    try (FeatureLoader loader = new FeatureLoader(CONFIG.input(), null, 0)) {
      UnlabelledCorpus unlabelled = opened.corpus();
      List<FeatureLoader.Input> sourceInputs =
          labelled.items().stream()
              .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
              .toList();
      List<FeatureLoader.Input> targetInputs =
          unlabelled.items().stream()
              .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
              .toList();
      add(writer, "source", sourceInputs, loader);
      add(writer, "target", targetInputs, loader);
    }
    int[] sourceLabels = labelled.labels();
    writer.add("source/labels", sourceLabels, sourceLabels.length);
    writer.write(folder.resolve("features.safetensors"));
    // For scoring alone, in a file of its own.
    LabelledCorpus scored = Corpus.open(target).labelled(labels);
    if (!scored.items().stream().map(LabelledCorpus.Item::id).toList().equals(targetIds)) {
      throw new IllegalStateException("labels and utterances of the target do not match");
    }
    new ObjectMapper().writeValue(folder.resolve("target-labels.json").toFile(), scored.labels());
  }

  private static void add(
      SafeTensorsWriter writer,
      String name,
      List<FeatureLoader.Input> inputs,
      FeatureLoader loader) {
    LoadedFeatures loaded = loader.load(name, inputs, Progress.NONE);
    if (!loaded.failures().isEmpty()) {
      throw new IllegalStateException(loaded.failures().get(0).toString());
    }
    Normalisation normalisation = Normalisation.of(CONFIG.features().normalisation());
    FeatureSet set = Normaliser.fit(normalisation, 0, loaded).apply(name, loaded, loader);
    int count = set.lengths().length;
    int frames = Arrays.stream(set.lengths()).sum();
    float[] all = new float[frames * set.width()];
    int at = 0;
    for (float[] values : set.values()) {
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    writer.add(name + "/values", all, frames, set.width());
    writer.add(name + "/lengths", set.lengths(), count);
    writer.add(name + "/max-frames", new int[] {set.maxFrames()}, 1);
  }

  private static FeatureSet read(SafeTensorsFile file, String name) {
    int[] lengths = file.toIntArray(name + "/lengths");
    int coefficients = (int) file.info(name + "/values").shape()[1];
    float[] all = file.toFloatArray(name + "/values");
    FeatureSet.Builder set =
        FeatureSet.builder(name, file.toIntArray(name + "/max-frames")[0], coefficients);
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      set.add(name + i, Arrays.copyOfRange(all, at, at + lengths[i] * coefficients));
      at += lengths[i] * coefficients;
    }
    return set.fingerprint(name).build();
  }

  private static void run(Path folder, List<String> devices) throws IOException {
    int[] truth =
        new ObjectMapper().readValue(folder.resolve("target-labels.json").toFile(), int[].class);
    List<Trained> trained = new ArrayList<>();
    try (SafeTensorsFile file = SafeTensorsFile.open(folder.resolve("features.safetensors"))) {
      for (String device : devices) {
        trained.add(train(file, device, truth));
      }
    }
    for (Trained each : trained) {
      trained.get(0).losses.forEach((name, x) -> requireNear(name, x, each.losses.get(name)));
      requireSameBits(trained.get(devices.indexOf(each.device)), each);
    }
    List<Double> scores = trained.stream().map(Trained::recall).toList();
    double apart = Collections.max(scores) - Collections.min(scores);
    String verdict =
        "first epochs agree%s; scores lie %.1f points apart, at most %.0f are allowed"
            .formatted(
                devices.stream().distinct().count() < devices.size() ? ", the same bits twice" : "",
                100 * apart,
                100 * SCORE_TOLERANCE);
    if (apart > SCORE_TOLERANCE) {
      throw new IllegalStateException(verdict);
    }
    System.out.println(verdict);
  }

  /** A whole training; losses are the first epoch's. */
  private record Trained(
      String device, Map<String, Double> losses, double recall, TrainingState.Weights weights) {}

  private static void requireSameBits(Trained first, Trained again) {
    if (first == again) {
      return;
    }
    if (!Arrays.equals(first.weights.parameters(), again.weights.parameters())
        || !Arrays.equals(first.weights.statistics(), again.weights.statistics())) {
      throw new IllegalStateException(first.device + ": two trainings came to different bits");
    }
  }

  /** Prints the score at once: it must not be lost where devices disagree. */
  private static Trained train(SafeTensorsFile file, String device, int[] truth) {
    FeatureSet source = read(file, "source");
    FeatureSet target = read(file, "target");
    int[] labels = file.toIntArray("source/labels");
    long began = System.nanoTime();
    try (KernelContext context = DeviceChoice.of(device).open(0);
        Stream stream = context.stream()) {
      Network network =
          TrainedNetwork.of(CONFIG, new EncoderInput(source.maxFrames(), source.width()));
      List<Run> runs = List.of(new Run(source, labels, target, CONFIG.seed()));
      Trainer trainer =
          new Trainer(
              stream,
              CONFIG,
              network,
              runs,
              List.of(RunIdentity.of(CONFIG, source, labels, target)));
      trainer.run(null, () -> false, new Quiet());
      TrainingState.Weights weights = trainer.weights()[0];
      Model model =
          Model.builder()
              .encoder(network.group(Roles.EMOTION).encoder())
              .input(
                  new ModelInput(
                      CONFIG.toBuilder()
                          .features(CONFIG.features().withNormalisation("none"))
                          .build()
                          .input(),
                      Optional.empty(),
                      Optional.empty()))
              .labels(CONFIG.labels())
              .weights(network, weights.parameters(), weights.statistics())
              .build();
      Map<String, Double> losses = trainer.histories().get(0).get(0).values();
      double recall = recall(context, model, target, truth);
      System.out.printf(
          "%s: UAR %.1f %% after %d steps in %.1f s%n",
          context.device(), 100 * recall, trainer.steps(), (System.nanoTime() - began) / 1e9);
      System.out.println("  first epoch: " + new TreeMap<>(losses));
      return new Trained(device, losses, recall, weights);
    }
  }

  /** Unweighted average recall. */
  private static double recall(KernelContext context, Model model, FeatureSet target, int[] truth) {
    int classes = CONFIG.labels().size();
    double[] right = new double[classes];
    double[] all = new double[classes];
    try (Classifier classifier = new Classifier(context, model)) {
      float[][] probabilities = classifier.classify(target.values());
      for (int i = 0; i < truth.length; i++) {
        all[truth[i]]++;
        if (Classifier.mostLikely(probabilities[i]) == truth[i]) {
          right[truth[i]]++;
        }
      }
    }
    return IntStream.range(0, classes).mapToDouble(c -> right[c] / all[c]).average().orElseThrow();
  }

  private static void requireNear(String name, double first, double second) {
    if (Math.abs(first - second) > TOLERANCE * Math.max(0.1, Math.abs(first))) {
      throw new IllegalStateException(
          "%s of the first epoch: %.5f on one device, %.5f on another"
              .formatted(name, first, second));
    }
  }

  /** Hears of progress and keeps still. */
  private static final class Quiet implements Trainer.Listener {
    @Override
    public void resumed(List<List<EpochReport>> histories) {}

    @Override
    public void stepDone(long steps) {}

    @Override
    public void epochDone(Map<Integer, EpochReport> reports) {}
  }
}
