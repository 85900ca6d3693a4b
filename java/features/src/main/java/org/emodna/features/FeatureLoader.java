package org.emodna.features;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emodna.audio.AudioClip;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.SignalQuality;
import org.emodna.audio.Sound;
import org.emodna.base.Parallel;
import org.emodna.base.Progress;
import org.emodna.base.Stage;

/**
 * Features as an {@link InputSpec} asks for them, for whole corpora and single clips. Thread-safe.
 */
public final class FeatureLoader implements AutoCloseable {
  /**
   * One recording of a corpus.
   *
   * @param corpus name of its corpus; null where it belongs to none
   * @param id within its corpus
   * @param sound its file, or its samples
   * @param speaker null where it is not known
   */
  public record Input(String corpus, String id, Sound sound, String speaker) {
    /** One in a file. */
    public Input(String corpus, String id, Path path, String speaker) {
      this(corpus, id, Sound.of(path), speaker);
    }

    /** One in a file that belongs to no corpus. */
    public Input(String id, Path path, String speaker) {
      this(null, id, path, speaker);
    }

    /** What stored values of it are looked up by. */
    public UtteranceKey key() {
      return new UtteranceKey(corpus, id);
    }

    /** What messages call it: its file's path, or the id of what is in memory. */
    public String name() {
      return sound instanceof Sound.InFile ? sound.name() : id;
    }
  }

  private final InputSpec input;
  private final FeatureExtractor extractor;
  private final int threads;

  /**
   * Makes a loader with the usual limits on what is decoded.
   *
   * @param cache folder of the feature cache; null = none
   * @param threads files worked on at once; 0 = as many as there are processors
   */
  public FeatureLoader(InputSpec input, Path cache, int threads) {
    this(builder(input).cache(cache == null ? null : new FeatureCache(cache)).threads(threads));
  }

  private FeatureLoader(Builder settings) {
    input = settings.input;
    FeatureExtractor.Builder builder =
        FeatureExtractor.builder(input.streams().get(0), input.framing())
            .limits(settings.limits)
            .cache(settings.cache)
            .identified();
    input.streams().stream().skip(1).forEach(builder::join);
    extractor = builder.build();
    threads = settings.threads == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads;
  }

  /**
   * Begins a loader without a cache, with as many threads as there are processors and with {@link
   * DecodeLimits#standard()}.
   */
  public static Builder builder(InputSpec input) {
    return new Builder(input);
  }

  /** What a loader may be told. */
  public static final class Builder {
    private final InputSpec input;
    private FeatureCache cache;
    private int threads;
    private DecodeLimits limits = DecodeLimits.standard();

    private Builder(InputSpec input) {
      this.input = input;
    }

    /** Where features of files are kept; null for nowhere. */
    public Builder cache(FeatureCache value) {
      cache = value;
      return this;
    }

    /** Files worked on at once; 0 = as many as there are processors. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /** How much a file may hold. */
    public Builder limits(DecodeLimits value) {
      limits = value;
      return this;
    }

    /** Makes the loader. */
    public FeatureLoader build() {
      return new FeatureLoader(this);
    }
  }

  /** The folder that the cache is in where nobody names another. */
  public static Path defaultCache() {
    return FeatureCache.standardFolder();
  }

  /** The way from recordings to the network's input. */
  public InputSpec input() {
    return input;
  }

  /** Files that are worked on at once, whatever device their features go to. */
  public int threads() {
    return threads;
  }

  /** Frames of the longest input. */
  public int maxFrames() {
    return input.maxFrames();
  }

  /** Values of each frame, or of the vector. */
  public int width() {
    return input.width();
  }

  /**
   * Normalised values [frames, width], with zeros up to the longest input where those are asked
   * for.
   */
  float[] padded(float[] values) {
    return input.padding() == FeatureSettings.Padding.ZEROS
        ? Arrays.copyOf(values, maxFrames() * width())
        : values;
  }

  /** Features of one decoded clip, not normalised. */
  public Features extract(AudioClip clip) {
    return extractor.extract(clip);
  }

  /** Features of one decoded clip, not normalised, and which part of it they are made of. */
  public Extraction extraction(AudioClip clip) {
    return extractor.extraction(clip);
  }

  /** Likewise of a clip of any length, for callers that limit it themselves. */
  public Extraction unlimitedExtraction(AudioClip clip) {
    return extractor.unlimitedExtraction(clip);
  }

  /** Likewise of a file; the cache is not asked. */
  public Extraction extraction(Path file) {
    return extractor.extraction(file);
  }

  /** Likewise of a file of a corpus, by whose id stored values are looked up. */
  public Extraction extraction(Path file, UtteranceKey key) {
    return extractor.extraction(file, key);
  }

  /** Likewise of a file's bytes. */
  public Extraction extraction(byte[] file, String name) {
    return extractor.extraction(file, name);
  }

  /**
   * Features of many recordings; those that fail are listed, the rest goes on.
   *
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted; what is
   *     under way ends first, and stays in the cache
   */
  public LoadedFeatures load(String stage, List<Input> inputs, Progress progress) {
    progress.stage(Stage.FEATURES, stage, inputs.size());
    requireStored(inputs.stream().map(Input::corpus).toList());
    List<Parallel.Attempt<Extraction>> attempts =
        Parallel.map(
            inputs.size(),
            i -> shown(inputs.get(i)),
            i -> extractor.extract(inputs.get(i).sound(), inputs.get(i).key()),
            threads,
            progress);
    List<LoadedFeatures.One> each = new ArrayList<>();
    List<SignalQuality> qualities = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).name();
      Parallel.Attempt<Extraction> attempt = attempts.get(i);
      if (attempt.failed()) {
        each.add(LoadedFeatures.One.failed(FailedInput.of(name, attempt.failure())));
      } else {
        Extraction done = attempt.value();
        done.warnings().forEach(warning -> progress.warnOfRecording(name, warning.text()));
        qualities.add(done.quality());
        each.add(LoadedFeatures.One.of(done));
      }
    }
    warnOfCropping(qualities, progress);
    return LoadedFeatures.of(inputs, each);
  }

  private static String shown(Input input) {
    return input.sound().file().map(file -> String.valueOf(file.getFileName())).orElse(input.id());
  }

  /**
   * Demands that there is something to look values up in, where the input has such: what concerns
   * all recordings of a corpus is one error and not one for each.
   *
   * @param corpora their names; null in it for files that belong to none
   * @throws FeatureException if there is nothing for one of them
   */
  public void requireStored(Collection<String> corpora) {
    Set<String> each = new HashSet<>(corpora);
    for (FeatureStream stream : input.streams()) {
      if (stream instanceof StoredStream stored) {
        each.forEach(stored::require);
      }
    }
  }

  /** A corpus is cropped by design: a line with numbers, not one a recording. */
  private static void warnOfCropping(List<SignalQuality> qualities, Progress progress) {
    List<SignalQuality> cropped = qualities.stream().filter(SignalQuality::cropped).toList();
    if (!cropped.isEmpty()) {
      progress.warn(
          String.format(
              Locale.ROOT,
              "%d of %d recordings have more speech than is used: %.1f s at most, from their middle",
              cropped.size(),
              qualities.size(),
              cropped.stream().mapToDouble(SignalQuality::secondsUsed).max().orElse(0)));
    }
  }

  @Override
  public void close() {
    extractor.close();
  }
}
