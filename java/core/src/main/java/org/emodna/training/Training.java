package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.emodna.audio.Normalisation;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FeatureLoader;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normaliser;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeLibrary;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.kernels.Progress;
import org.emodna.kernels.Stream;
import org.emodna.model.Classifier;
import org.emodna.model.FeatureRecipe;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.Network;

/**
 * Trains an emotion recogniser on a labelled source corpus and an unlabelled target corpus, and
 * saves it.
 *
 * <pre>{@code
 * TrainingResult result = Training.builder()
 *     .source(source).target(target).output(Path.of("model.safetensors"))
 *     .run(Progress.NONE);
 * }</pre>
 *
 * {@link Builder#run(List, Progress)} trains several seeds at once, in the same operations.
 *
 * <p>The target is an {@link UnlabelledCorpus}: nothing here can reach its labels.
 */
public final class Training {
  /** Above what any device holds of the smallest network worth training. */
  private static final int MOST_SEEDS = 1024;

  private final Builder settings;
  private final List<Long> seeds;

  /** One file for each seed. */
  private final List<Path> models;

  private Training(Builder settings, List<Long> seeds, List<Path> models) {
    this.settings = settings;
    this.seeds = seeds;
    this.models = models;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a run. Source, target and output must be given. */
  public static final class Builder {
    private LabelledCorpus source;
    private UnlabelledCorpus target;
    private Path output;
    private TrainingConfig config = TrainingConfig.defaults();
    private String device = "auto";
    private int threads;
    private boolean resume;
    private Path cache;
    private BooleanSupplier stop = () -> false;

    private Builder() {}

    /** The labelled corpus; its label set must be the configuration's. */
    public Builder source(LabelledCorpus value) {
      source = value;
      return this;
    }

    /** The corpus that the recogniser is for. */
    public Builder target(UnlabelledCorpus value) {
      target = value;
      return this;
    }

    /** The model file to write. Checkpoint and log lie beside it. */
    public Builder output(Path value) {
      output = value;
      return this;
    }

    public Builder config(TrainingConfig value) {
      config = value;
      return this;
    }

    /** auto, cpu, cuda or cuda:N. */
    public Builder device(String value) {
      device = value;
      return this;
    }

    /** CPU threads; 0 = all. The result does not depend on it. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /** Go on from the checkpoint beside the output, where there is one. */
    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    /** Folder of the feature cache; null = extract anew. */
    public Builder cache(Path value) {
      cache = value;
      return this;
    }

    /** Asked before each step; when it says true a checkpoint is written and the run ends. */
    public Builder stopWhen(BooleanSupplier value) {
      stop = value;
      return this;
    }

    /** The model file of one seed of {@link #run(List, Progress)}: its name gets "-seed7". */
    public Path output(long seed) {
      return RunFiles.ofSeed(output, seed);
    }

    /** Trains one model, with the configuration's seed. */
    public TrainingResult run(Progress progress) {
      requireComplete();
      return new Training(this, List.of(config.seed()), List.of(output)).run(progress).get(0);
    }

    /**
     * Trains a model for each seed, all of them in each step: fuller use of the device than one
     * after the other. Each comes out as it would alone, and is written to {@link #output(long)}.
     * One checkpoint beside {@link #output(Path)} holds them all. A seed whose values are no longer
     * numbers has a {@link TrainingResult#failure()}; the others go on.
     *
     * @param seeds at least one; all different
     * @return a result for each seed, in their order
     */
    public List<TrainingResult> run(List<Long> seeds, Progress progress) {
      requireComplete();
      if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
        throw new TrainingException("the seeds " + seeds + " must be some and all different");
      }
      if (seeds.size() > MOST_SEEDS) {
        throw new TrainingException(
            seeds.size()
                + " seeds at once; the most is "
                + MOST_SEEDS
                + ", train the others after");
      }
      return new Training(this, List.copyOf(seeds), seeds.stream().map(this::output).toList())
          .run(progress);
    }

    private void requireComplete() {
      if (source == null || target == null || output == null) {
        throw new TrainingException("a training needs source, target and output");
      }
    }
  }

  private List<TrainingResult> run(Progress progress) {
    TrainingConfig config = settings.config;
    if (!settings.source.labelSet().names().equals(config.labels())) {
      throw new TrainingException(
          "the source corpus has the labels "
              + settings.source.labelSet().names()
              + ", the configuration "
              + config.labels());
    }
    models.forEach(Training::requireWritable);
    DeviceChoice choice = DeviceChoice.of(settings.device);
    try (RunLock lock = RunLock.of(settings.output, progress);
        KernelContext context = choice.open(settings.threads);
        Stream stream = context.stream();
        FeatureLoader loader =
            new FeatureLoader(config.features(), settings.cache, settings.threads)) {
      return train(
          context, stream, loader, source(loader, progress), target(loader, progress), progress);
    } catch (NativeMemoryException e) {
      if (seeds.size() == 1) {
        throw e;
      }
      TrainingException fewer =
          new TrainingException(
              e.getMessage()
                  + "; "
                  + seeds.size()
                  + " seeds at once are too many here: train fewer");
      fewer.initCause(e);
      throw fewer;
    }
  }

  private LoadedFeatures source(FeatureLoader loader, Progress progress) {
    return loader.load(
        "features of " + settings.source.name(),
        settings.source.items().stream()
            .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
            .toList(),
        progress);
  }

  private LoadedFeatures target(FeatureLoader loader, Progress progress) {
    return loader.load(
        "features of " + settings.target.name(),
        settings.target.items().stream()
            .map(i -> new FeatureLoader.Input(i.id(), i.path(), i.speaker()))
            .toList(),
        progress);
  }

  private List<TrainingResult> train(
      KernelContext context,
      Stream stream,
      FeatureLoader loader,
      LoadedFeatures source,
      LoadedFeatures target,
      Progress progress) {
    TrainingConfig config = settings.config;
    List<FailedInput> failures = new ArrayList<>(source.failures());
    failures.addAll(target.failures());
    requireSome(settings.source.name(), source);
    requireSome(settings.target.name(), target);
    Normalisation normalisation = Normalisation.of(config.features().normalisation());
    Normaliser sourceNormaliser = Normaliser.fit(normalisation, source);
    Normaliser targetNormaliser = Normaliser.fit(normalisation, target);
    FeatureSet sourceSet = sourceNormaliser.apply(settings.source.name(), source, loader);
    source = source.withoutFeatures();
    FeatureSet targetSet = targetNormaliser.apply(settings.target.name(), target, loader);
    target = target.withoutFeatures();
    int[] allLabels = settings.source.labels();
    int[] labels = Arrays.stream(source.kept()).map(i -> allLabels[i]).toArray();
    requireEveryClass(labels, config.labels());
    FeatureRecipe recipe =
        new FeatureRecipe(
            loader.dialect().name(),
            loader.dialect().hash(),
            loader.framing().canonical(loader.dialect()),
            normalisation.label(),
            loader.maxFrames(),
            loader.coefficients(),
            sourceNormaliser.statistics(),
            targetNormaliser.statistics());
    Network network = new Network(config, recipe.coefficients());
    boolean usesTarget = config.method().usesTarget();
    Trainer trainer =
        new Trainer(
            stream,
            config,
            network,
            seeds,
            sourceSet,
            labels,
            usesTarget ? targetSet : null,
            RunFiles.identity(config, seeds, sourceSet, labels, usesTarget ? targetSet : null));
    RunFiles files = new RunFiles(settings.output, models);
    if (settings.resume) {
      trainer.resume(files.checkpoint());
    }
    String set = seeds.size() == 1 ? "" : ", " + seeds.size() + " seeds";
    progress.stage("training " + config.method() + set, trainer.totalSteps());
    boolean finished = trainer.run(files.checkpoint(), settings.stop, files.log(config, progress));
    TrainingState.Weights[] weights = finished ? trainer.weights() : null;
    List<TrainingResult> results = new ArrayList<>();
    for (int r = 0; r < seeds.size(); r++) {
      List<String> warnings = new ArrayList<>();
      int[] predictions = new int[0];
      String failure = trainer.failure(r).orElse(null);
      boolean whole = finished && failure == null;
      if (whole) {
        TrainingConfig own = config.withSeed(seeds.get(r));
        Map<String, String> provenance =
            provenance(context, own.seed(), sourceSet, targetSet, source, target);
        Model model =
            new Model(own, recipe, weights[r].parameters(), weights[r].statistics(), provenance);
        predictions = predictions(context, model, targetSet, target);
        Collapse.warning(predictions, trainer.steps(), own).ifPresent(warnings::add);
        String of = set.isEmpty() ? "" : "seed " + own.seed() + ": ";
        warnings.forEach(warning -> progress.warn(of + warning));
        ModelFile.save(model, models.get(r));
      }
      results.add(
          new TrainingResult(
              seeds.get(r),
              whole,
              failure,
              whole ? models.get(r) : null,
              files.checkpoint(),
              predictions,
              List.copyOf(failures),
              List.copyOf(warnings),
              trainer.histories().get(r),
              context.device()));
    }
    if (finished) {
      files.removeCheckpoint();
    }
    return results;
  }

  /** Class of each target utterance, in the corpus's order; -1 where there are no features. */
  private static int[] predictions(
      KernelContext context, Model model, FeatureSet set, LoadedFeatures loaded) {
    int[] predictions = new int[loaded.inputs()];
    Arrays.fill(predictions, -1);
    try (Classifier classifier = new Classifier(context, model)) {
      float[][] probabilities = classifier.classify(set.values());
      for (int i = 0; i < probabilities.length; i++) {
        predictions[loaded.kept()[i]] = Classifier.mostLikely(probabilities[i]);
      }
    }
    return predictions;
  }

  private Map<String, String> provenance(
      KernelContext context,
      long seed,
      FeatureSet sourceSet,
      FeatureSet targetSet,
      LoadedFeatures source,
      LoadedFeatures target) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", settings.source.name());
    provenance.put("source_utterances", Integer.toString(sourceSet.size()));
    provenance.put("source_sha256", source.contentHash());
    provenance.put("target", settings.target.name());
    provenance.put("target_utterances", Integer.toString(targetSet.size()));
    provenance.put("target_sha256", target.contentHash());
    provenance.put("seed", Long.toString(seed));
    provenance.put("version", NativeLibrary.version());
    provenance.put(
        "device",
        context.device().backend()
            + " "
            + context.device().name()
            + " "
            + context.device().instructions());
    return provenance;
  }

  private static void requireSome(String corpus, LoadedFeatures loaded) {
    if (loaded.features().isEmpty()) {
      throw new TrainingException(
          "no file of "
              + corpus
              + " could be used; the first: "
              + loaded.failures().get(0).reason());
    }
  }

  private static void requireEveryClass(int[] labels, List<String> names) {
    for (int c = 0; c < names.size(); c++) {
      int wanted = c;
      if (Arrays.stream(labels).noneMatch(label -> label == wanted)) {
        throw new TrainingException(
            "the source corpus has no usable utterance of '"
                + names.get(c)
                + "'; leave the label out (labels: in the configuration) or add recordings");
      }
    }
  }

  private static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (Files.isDirectory(output)) {
      throw new TrainingException(output + ": is a folder; name a file for the model");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrainingException(folder + ": the model's folder can't be made (" + e + ")");
    }
    if (!Files.isWritable(folder)) {
      throw new TrainingException(folder + ": the model's folder can't be written to");
    }
  }
}
