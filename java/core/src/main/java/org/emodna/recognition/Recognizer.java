package org.emodna.recognition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.emodna.audio.AudioClip;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.audio.SignalQuality;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.PathText;
import org.emodna.base.Progress;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.Extraction;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSet;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.features.TooShortException;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.FeatureRecipe;
import org.emodna.model.Model;
import org.emodna.model.ModelException;
import org.emodna.model.ModelFile;

/**
 * Recognises emotion in recordings with a trained model. Thread-safe: any number of threads may
 * call it, and {@link #close()} waits for the calls that are under way. To put another model in its
 * place while others call, use {@link SwappableRecognizer}.
 *
 * <pre>{@code
 * try (Recognizer recognizer = Recognizer.load(Path.of("model.safetensors"))) {
 *   Recognition result = recognizer.recognize(Path.of("clip.wav"));
 *   System.out.println(result.emotion() + " " + result.confidence());
 * }
 * }</pre>
 */
public final class Recognizer implements AutoCloseable {
  /** Where corpus normalisation takes mean and standard deviation from, for a whole corpus. */
  public enum Statistics {
    /** The corpus itself: needs all of it at once, no labels. */
    CORPUS,
    /** The target corpus that the model was trained for. */
    MODEL
  }

  private final Model model;
  private final KernelContext context;
  private final Classifier classifier;
  private final FeatureLoader loader;
  private final Normaliser normaliser;
  private final Calls calls = new Calls("the recogniser", this::free);

  private Recognizer(Model model, KernelContext context, int threads) {
    this.model = model;
    this.context = context;
    loader = new FeatureLoader(model.config().input(), null, threads);
    try {
      normaliser = checked(model, loader);
      classifier = new Classifier(context, model);
    } catch (RuntimeException e) {
      loader.close();
      throw e;
    }
  }

  /**
   * How the model wants its input normalised, once it is sure that this version makes that input.
   */
  private static Normaliser checked(Model model, FeatureLoader loader) {
    if (!FeatureRecipe.hash(loader.input()).equals(model.recipe().dialectHash())) {
      throw new ModelException(
          "the model's feature streams ("
              + loader.input().names()
              + ") are not what this version computes: its features would differ; train it anew");
    }
    if (model.recipe().coefficients() != loader.width()
        || model.recipe().maxFrames() != loader.maxFrames()) {
      throw new ModelException(
          "the model's input has "
              + model.recipe().maxFrames()
              + " frames of "
              + model.recipe().coefficients()
              + " coefficients, but its settings make "
              + loader.maxFrames()
              + " of "
              + loader.width()
              + "; the file was changed, train it anew");
    }
    Normalisation normalisation = loader.input().normalisation();
    boolean needsStatistics =
        normalisation == Normalisation.CORPUS || normalisation == Normalisation.SPEAKER;
    if (needsStatistics && model.recipe().target() == null) {
      throw new ModelException("the model lacks the statistics of its features; train it anew");
    }
    return Normaliser.of(normalisation, model.recipe().target());
  }

  /** Loads a model onto the best device, with all CPU threads. */
  public static Recognizer load(Path model) {
    return load(model, DeviceChoice.of("auto"), 0);
  }

  /**
   * Loads a model.
   *
   * @param threads CPU threads, 0 = all
   */
  public static Recognizer load(Path model, DeviceChoice device, int threads) {
    return open(ModelFile.load(model), model.toString(), device, threads);
  }

  /** Loads a model from a model file's bytes onto the best device, with all CPU threads. */
  public static Recognizer load(byte[] model, String name) {
    return load(model, name, DeviceChoice.of("auto"), 0);
  }

  /**
   * Loads a model from a model file's bytes, as from a resource of a jar or a database.
   *
   * @param model left as it is, and not needed afterwards
   * @param name what messages call it
   * @param threads CPU threads, 0 = all
   */
  public static Recognizer load(byte[] model, String name, DeviceChoice device, int threads) {
    return open(ModelFile.load(model, name), name, device, threads);
  }

  private static Recognizer open(Model model, String name, DeviceChoice device, int threads) {
    KernelContext context = device.open(threads);
    try {
      return new Recognizer(model, context, threads);
    } catch (ModelException e) {
      context.close();
      throw new ModelException(name + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  /** The classes, in the order of probabilities. */
  public List<String> labels() {
    return model.config().labels();
  }

  /** The model with its settings and provenance. */
  public Model model() {
    return model;
  }

  /** Recognises the emotion in an audio or video file. */
  public Recognition recognize(Path file) {
    try (Calls.Call call = calls.begin()) {
      return recognized(file);
    }
  }

  /** Within a call. */
  private Recognition recognized(Path file) {
    return recognition(PathText.of(file), () -> loader.extraction(file));
  }

  /**
   * Recognises the emotion in an audio file's bytes.
   *
   * @param name what messages call it
   */
  public Recognition recognize(byte[] file, String name) {
    try (Calls.Call call = calls.begin()) {
      return recognition(name, () -> loader.extraction(file, name));
    }
  }

  /** Recognises the emotion in decoded audio. */
  public Recognition recognize(AudioClip clip) {
    try (Calls.Call call = calls.begin()) {
      return recognition(clip.source(), () -> loader.extraction(clip));
    }
  }

  /**
   * Recognises many files in parallel; one that fails does not stop the others. What is wrong with
   * a file that can be recognised all the same, as silence, is a warning to {@code progress}.
   */
  public List<Outcome<Recognition>> recognizeAll(List<Path> files, Progress progress) {
    try (Calls.Call call = calls.begin()) {
      return recognizedAll(files, calls.within(progress));
    }
  }

  private List<Outcome<Recognition>> recognizedAll(List<Path> files, Progress progress) {
    progress.stage("recognising", files.size());
    List<Outcome<Recognition>> outcomes =
        ParallelFiles.map(files, this::recognized, loader.threads(), progress);
    // In the files' order, not in that of the threads.
    Set<Path> told = new HashSet<>();
    for (Outcome<Recognition> outcome : outcomes) {
      if (outcome instanceof Outcome.Done<Recognition> done && told.add(done.path())) {
        done.value()
            .warnings()
            .forEach(one -> progress.warn(PathText.of(done.path()) + ": " + one.text()));
      }
    }
    return outcomes;
  }

  /**
   * Recognises a whole corpus.
   *
   * @param cache folder of the feature cache; null = none
   */
  public CorpusPredictions recognize(
      UnlabelledCorpus corpus, Statistics statistics, Path cache, Progress progress) {
    try (Calls.Call call = calls.begin()) {
      return recognized(corpus, statistics, cache, calls.within(progress));
    }
  }

  private CorpusPredictions recognized(
      UnlabelledCorpus corpus, Statistics statistics, Path cache, Progress progress) {
    List<FeatureLoader.Input> inputs = new ArrayList<>();
    corpus.items().forEach(i -> inputs.add(new FeatureLoader.Input(i.id(), i.path(), i.speaker())));
    try (FeatureLoader cached = new FeatureLoader(loader.input(), cache, loader.threads())) {
      LoadedFeatures loaded = cached.load("features of " + corpus.name(), inputs, progress);
      // As in training every recording is scored, also one that says nothing by itself.
      for (int i = 0; i < loaded.kept().length; i++) {
        String file = PathText.of(inputs.get(loaded.kept()[i]).path());
        SpeechCheck.of(loaded.qualities().get(i), List.of())
            .reason()
            .ifPresent(
                reason -> progress.warn(file + ": " + reason + "; it is scored all the same"));
      }
      return new CorpusPredictions(classes(corpus, loaded, statistics, cached), loaded.failures());
    }
  }

  private int[] classes(
      UnlabelledCorpus corpus, LoadedFeatures loaded, Statistics statistics, FeatureLoader cached) {
    int[] classes = new int[corpus.size()];
    Arrays.fill(classes, -1);
    if (loaded.kept().length > 0) {
      Normaliser own =
          statistics == Statistics.MODEL
              ? normaliser
              : Normaliser.fit(loader.input().normalisation(), loaded);
      FeatureSet set = own.apply(corpus.name(), loaded, cached);
      float[][] probabilities = classifier.classify(set.values());
      for (int i = 0; i < probabilities.length; i++) {
        classes[loaded.kept()[i]] = Classifier.mostLikely(probabilities[i]);
      }
    }
    return classes;
  }

  private Recognition recognition(String name, Supplier<Extraction> extract) {
    Extraction made;
    try {
      made = extract.get();
    } catch (TooShortException e) {
      SpeechCheck check = SpeechCheck.of(e.quality(), e.warnings());
      return without(check, check.reason().orElse(e.reason()), e.quality());
    }
    SpeechCheck check = SpeechCheck.of(made.quality(), made.warnings());
    if (check.reason().isPresent()) {
      return without(check, check.reason().get(), made.quality());
    }
    float[] values = classifier.classify(normaliser.apply(made.features(), null, loader));
    Map<String, Float> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      probabilities.put(labels().get(i), values[i]);
    }
    int best = Classifier.mostLikely(values);
    if (!Float.isFinite(values[best])) {
      throw new FeatureException(
          name + ": the model's answer is not a number; its features are out of range");
    }
    return new Recognition(
        labels().get(best),
        values[best],
        probabilities,
        Optional.empty(),
        made.quality().seconds(),
        made.quality().secondsUsed(),
        made.quality().speechShare(),
        check.warnings());
  }

  private static Recognition without(SpeechCheck check, String reason, SignalQuality quality) {
    return new Recognition(
        null,
        0,
        Map.of(),
        Optional.of(reason),
        quality.seconds(),
        quality.secondsUsed(),
        quality.speechShare(),
        check.warnings());
  }

  /** To count calls of others that use this for longer than one of its own. */
  Calls calls() {
    return calls;
  }

  /**
   * Lets no new call begin (they get a {@link ClosedResourceException}), waits until those under
   * way have come to their results, and gives device memory and threads back. It may be closed
   * twice. Within a call, as from a {@link Progress}, it returns at once, and the last call that
   * ends gives back.
   */
  @Override
  public void close() {
    calls.close();
  }

  private void free() {
    classifier.close();
    loader.close();
    context.close();
  }

  /** Bytes on the device; 0 once it is given back. */
  long memoryInUse() {
    try {
      return context.memoryInUse();
    } catch (ClosedResourceException e) {
      return 0;
    }
  }
}
