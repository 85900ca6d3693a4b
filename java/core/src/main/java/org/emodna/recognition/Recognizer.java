package org.emodna.recognition;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.emodna.audio.AudioClip;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Outcome;
import org.emodna.base.Check;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.Progress;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.features.FeatureCache;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureLoader;
import org.emodna.features.InputSpec;
import org.emodna.features.Normalisation;
import org.emodna.features.UtteranceKey;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.ModelException;
import org.emodna.model.ModelFile;
import org.emodna.recognition.stream.LeastSpeech;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.LongRecording;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.WindowListener;
import org.emodna.recognition.stream.WindowedRecognizer;

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
public final class Recognizer implements WindowedRecognizer, AutoCloseable {
  /** Where corpus normalisation takes mean and standard deviation from, for a whole corpus. */
  public enum Statistics {
    /** The corpus itself: needs all of it at once, no labels. */
    CORPUS,
    /** The target corpus that the model was trained for. */
    MODEL
  }

  private final Model model;
  private final String name;
  private final KernelContext context;
  private final Classifier classifier;
  private final Preparation preparation;
  private final double speakerPrior;
  private final DecodeLimits limits;
  private final Map<String, SpeakerRecognizer> speakers = new ConcurrentHashMap<>();
  private final Calls calls = new Calls("the recogniser", this::free);

  private Recognizer(Model model, String name, KernelContext context, Builder settings) {
    speakerPrior = settings.speakerPrior;
    limits = settings.limits;
    this.model = model;
    this.name = name;
    this.context = context;
    preparation =
        new Preparation(
            model,
            FeatureLoader.builder(settings.input(model.input().spec()))
                .cache(settings.cache)
                .threads(settings.threads)
                .limits(settings.limits)
                .build());
    try {
      classifier = new Classifier(context, model);
    } catch (RuntimeException e) {
      preparation.close();
      throw e;
    }
  }

  /** Loads a model onto the best device, with all CPU threads. */
  public static Recognizer load(Path model) {
    return builder().load(model);
  }

  /**
   * Loads a model from a model file's bytes, as from a resource of a jar or a database, onto the
   * best device, with all CPU threads.
   *
   * @param model left as it is, and not needed afterwards
   * @param name what messages call it
   */
  public static Recognizer load(byte[] model, String name) {
    return builder().load(model, name);
  }

  /** To load a model with other settings. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a recogniser. Each has a default. */
  public static final class Builder {
    /**
     * More than in training, where all of a speaker's utterances are there: measured on three
     * corpora, it gives as much in a call of mixed emotions and costs less in one of a single
     * emotion.
     */
    private static final double USUAL_PRIOR = 8;

    /** Chosen as a model is loaded, unless it is set: "auto" has to look for GPUs. */
    private DeviceChoice device;

    private int threads;
    private FeatureCache cache;
    private DecodeLimits limits = DecodeLimits.standard();
    private String embeddings;
    private String embeddingKeys;
    private double speakerPrior = USUAL_PRIOR;

    private Builder() {}

    /** The device that the network runs on; by default the best one. */
    public Builder device(DeviceChoice device) {
      this.device = device;
      return this;
    }

    /**
     * Files that are decoded at once, and the CPU's threads where the network runs there; 0, the
     * default, uses all. Results don't depend on it.
     */
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /** Folder of the feature cache, with its usual limit; null for none. */
    public Builder cache(Path folder) {
      return cache(folder == null ? null : new FeatureCache(folder));
    }

    /**
     * The feature cache, which {@link Recognizer#recognize(UnlabelledCorpus, Statistics, Progress)}
     * uses; null, the default, for none.
     */
    public Builder cache(FeatureCache cache) {
      this.cache = cache;
      return this;
    }

    /**
     * The embeddings of the recordings to come, for a model that takes precomputed ones: a folder
     * or file ({@link org.emodna.features.stored.EmbeddingStore}), in whose path {@code {corpus}}
     * stands for the corpus's name. Unless it is given, the path that the model was trained with.
     */
    public Builder embeddings(Path place) {
      return embeddings(place, null);
    }

    /**
     * Likewise, where names are no paths.
     *
     * @param keys list of the recordings that names stand for, such as EmoBox's; null for none
     */
    public Builder embeddings(Path place, Path keys) {
      embeddings = place.toString();
      embeddingKeys = keys == null ? "" : keys.toString();
      return this;
    }

    private InputSpec input(InputSpec ofModel) {
      return embeddings == null ? ofModel : ofModel.withEmbeddings(embeddings, embeddingKeys);
    }

    /**
     * How many utterances the model's statistics count for beside those that {@link
     * Recognizer#speaker} has heard of a speaker; 8 unless it is given. Fewer follow the speaker
     * sooner, more are safer where a call keeps to one emotion. What the model was trained with
     * ({@code features.speaker-prior}) has no effect here.
     *
     * @param utterances from 0.001 to 1,000,000
     */
    public Builder speakerPrior(double utterances) {
      Check.real(utterances, 1e-3, 1e6, "speaker-prior");
      speakerPrior = utterances;
      return this;
    }

    /** What is decoded, and how much of it; {@link DecodeLimits#standard()} unless it is given. */
    public Builder limits(DecodeLimits limits) {
      this.limits = limits;
      return this;
    }

    /**
     * Loads a model.
     *
     * @throws ModelException if the file is not a model that this version can use
     */
    public Recognizer load(Path model) {
      return open(ModelFile.load(model), model.toString());
    }

    /**
     * Loads a model from a model file's bytes.
     *
     * @param model left as it is, and not needed afterwards
     * @param name what messages call it
     * @throws ModelException if they are not a model that this version can use
     */
    public Recognizer load(byte[] model, String name) {
      return open(ModelFile.load(model, name), name);
    }

    private Recognizer open(Model model, String name) {
      DeviceChoice chosen = device == null ? DeviceChoice.of("auto") : device;
      KernelContext context = chosen.open(threads);
      try {
        return new Recognizer(model, name, context, this);
      } catch (ModelException e) {
        context.close();
        throw new ModelException(e.problem().in(name), e);
      } catch (RuntimeException | Error e) {
        context.close();
        throw e;
      }
    }
  }

  /** The classes, in the order of probabilities. */
  public List<String> labels() {
    return model.labels();
  }

  /** The model with its settings and provenance. */
  public Model model() {
    return model;
  }

  /** The model's path, or its name where it came from bytes: as it was loaded. */
  public String name() {
    return name;
  }

  /**
   * Recognises the emotion in an audio or video file. A model of precomputed embeddings looks for
   * those of the path as it is given, then for those of the file's name.
   */
  public Recognition recognize(Path file) {
    return recognize(file, null);
  }

  /**
   * Recognises the emotion in a file of a corpus, by a model of precomputed embeddings.
   *
   * @param key corpus and id that its embedding is looked up by; null for the path alone
   */
  public Recognition recognize(Path file, UtteranceKey key) {
    try (Calls.Call call = calls.begin()) {
      return recognition(preparation.of(file, key, preparation::usual));
    }
  }

  /**
   * Recognises the emotion in an audio file's bytes.
   *
   * @param name what messages call it
   */
  public Recognition recognize(byte[] file, String name) {
    try (Calls.Call call = calls.begin()) {
      return recognition(preparation.of(file, name, preparation::usual));
    }
  }

  /** Recognises the emotion in decoded audio. */
  public Recognition recognize(AudioClip clip) {
    try (Calls.Call call = calls.begin()) {
      return recognition(preparation.of(clip, preparation::usual));
    }
  }

  /**
   * Recognises the emotion in decoded audio that has enough speech, and says how much there is. One
   * that has less costs little. One that can't be judged, as its answer would not be a number, has
   * no emotion, and its reason says so. A clip of up to a minute is taken whatever {@link
   * Builder#limits} says, since it may be a window of a stream.
   */
  public SpeechRecognition recognize(AudioClip clip, LeastSpeech least) {
    try (Calls.Call call = calls.begin()) {
      return new ClipBatches(this, least).run(clip, preparation::usual);
    }
  }

  /**
   * Recognises many clips: features are extracted by all threads, and the network takes them in
   * batches, with the same results as one by one ({@link #recognize(AudioClip, LeastSpeech)}).
   *
   * @return one for each clip, in their order
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted
   */
  public List<SpeechRecognition> recognizeClips(List<AudioClip> clips, LeastSpeech least) {
    try (Calls.Call call = calls.begin()) {
      return new ClipBatches(this, least).run(clips);
    }
  }

  /**
   * The recordings of one speaker, whose statistics are gathered as they come: for a model that was
   * trained with normalisation by speaker.
   *
   * @param id any name
   * @return the same object for the same name until it is closed, which forgets the speaker. What
   *     is kept of each takes some kilobytes
   */
  public SpeakerRecognizer speaker(String id) {
    try (Calls.Call call = calls.begin()) {
      return speakers.computeIfAbsent(id, one -> new SpeakerRecognizer(this, one, speakerPrior));
    }
  }

  void forget(SpeakerRecognizer speaker) {
    speakers.remove(speaker.id(), speaker);
  }

  /** What the network says of a recording. */
  Recognition recognition(Prepared prepared) {
    return prepared instanceof Prepared.Waiting waiting
        ? waiting.judged(labels(), classifier.classify(waiting.features()))
        : ((Prepared.Settled) prepared).recognition();
  }

  /**
   * Recognises many files: decoded by all threads, classified in batches, with the same results as
   * one by one. One that fails does not stop the others. What is wrong with a file that can be
   * recognised all the same, as silence, is a warning to {@code progress}.
   */
  public List<Outcome<Recognition>> recognizeAll(List<Path> files, Progress progress) {
    return recognizeAll(files, file -> null, progress);
  }

  /**
   * Likewise files of corpora, by a model of precomputed embeddings.
   *
   * @param keys corpus and id of each, by which its embedding is looked up; null for its path alone
   * @throws org.emodna.features.FeatureException if there are no embeddings at all for one of the
   *     corpora
   */
  public List<Outcome<Recognition>> recognizeAll(
      List<Path> files, Function<? super Path, UtteranceKey> keys, Progress progress) {
    try (Calls.Call call = calls.begin()) {
      return new FileRecognition(this).run(files, keys, calls.within(progress));
    }
  }

  /**
   * Recognises many recordings that are in memory or come from somewhere else than a file, as
   * {@link #recognizeAll(List, Progress)} does files. Each is asked for its bytes when a thread is
   * free for it, so that few of them are in memory at a time.
   *
   * @return one outcome a recording, in their order; its path is the recording's name, in which
   *     what no path can have here, such as NUL, is a Unicode escape of Java
   */
  public List<Outcome<Recognition>> recognizeEncoded(
      List<EncodedAudio> recordings, Progress progress) {
    try (Calls.Call call = calls.begin()) {
      return new FileRecognition(this).run(recordings, calls.within(progress));
    }
  }

  /**
   * Files of which several would have one embedding, as nothing but their bare names leads to it:
   * {@link #recognizeAll} refuses them. For callers that recognise files one by one.
   *
   * @param keys corpus and id of each; null for its path alone
   * @return the reason for each; empty for a model without embeddings
   */
  public Map<Path, FeatureException> sharedEmbeddings(
      List<Path> files, Function<? super Path, UtteranceKey> keys) {
    InputSpec input = preparation.loader().input();
    return input.isStored() ? SharedEmbeddings.of(input, files, keys) : Map.of();
  }

  /** Probabilities [inputs][classes]; a single input needs no room for a batch. */
  float[][] classify(List<float[]> features) {
    return features.size() == 1
        ? new float[][] {classifier.classify(features.get(0))}
        : classifier.classify(features);
  }

  /** How recordings become the model's input. */
  Preparation preparation() {
    return preparation;
  }

  /** Files that are decoded at once. */
  int threads() {
    return preparation.loader().threads();
  }

  @Override
  public SpeechStream open(StreamFormat format, StreamSettings settings, WindowListener listener) {
    try (Calls.Call call = calls.begin()) {
      return SpeechStream.open(this, format, settings, listener);
    }
  }

  @Override
  public LongRecognition recognizeLong(
      Path file, StreamSettings settings, WindowListener listener, Progress progress) {
    return new LongRecording(this, limits, settings, listener, progress).recognize(file);
  }

  @Override
  public LongRecognition recognizeLong(
      byte[] file,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress) {
    return new LongRecording(this, limits, settings, listener, progress).recognize(file, name);
  }

  @Override
  public LongRecognition recognizeLong(
      InputStream in,
      String name,
      StreamSettings settings,
      WindowListener listener,
      Progress progress) {
    return new LongRecording(this, limits, settings, listener, progress).recognize(in, name);
  }

  /** Recognises a whole corpus. */
  public CorpusPredictions recognize(
      UnlabelledCorpus corpus, Statistics statistics, Progress progress) {
    try (Calls.Call call = calls.begin()) {
      Normalisation normalisation = model.input().spec().normalisation();
      return new CorpusRecognition(preparation, normalisation, classifier, labels())
          .run(corpus, statistics, calls.within(progress));
    }
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
    preparation.close();
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
