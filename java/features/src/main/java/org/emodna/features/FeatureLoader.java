package org.emodna.features;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.emodna.audio.AudioClip;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Outcome;
import org.emodna.audio.SignalQuality;
import org.emodna.base.ContentHash;
import org.emodna.base.PathText;
import org.emodna.base.Progress;
import org.emodna.base.Stage;

/** Features as a configuration asks for them, for whole corpora and single clips. Thread-safe. */
public final class FeatureLoader implements AutoCloseable {
  /**
   * One recording of a corpus.
   *
   * @param id within its corpus
   * @param speaker null where it is not known
   */
  public record Input(String id, Path path, String speaker) {}

  private final Dialect dialect;
  private final Framing framing;
  private final FeatureExtractor extractor;
  private final FeatureSettings.Padding padding;
  private final int threads;

  /**
   * @param cache folder of the feature cache; null = none
   * @param threads files worked on at once; 0 = as many as there are processors
   */
  public FeatureLoader(FeatureSettings settings, Path cache, int threads) {
    padding = settings.padding();
    dialect = Dialect.of(settings.dialect());
    framing = Framing.of(settings.framing()).withMaxFrames(settings.maxFrames());
    extractor =
        new FeatureExtractor(
            dialect,
            framing,
            DecodeLimits.standard(),
            cache == null ? null : new FeatureCache(cache),
            true);
    this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** The folder that the cache is in where nobody says another. */
  public static Path defaultCache() {
    return FeatureCache.standard().folder();
  }

  public Dialect dialect() {
    return dialect;
  }

  public Framing framing() {
    return framing;
  }

  /** Files that are worked on at once, whatever device their features go to. */
  public int threads() {
    return threads;
  }

  /** The longest input. */
  public int maxFrames() {
    return framing.maxFrames(dialect);
  }

  /** Coefficients a frame. */
  public int coefficients() {
    return dialect.recipe().coefficients();
  }

  /**
   * Normalised values [frames, coefficients], with zeros up to the longest input where those are
   * asked for.
   */
  float[] padded(float[] values) {
    return padding == FeatureSettings.Padding.ZEROS
        ? Arrays.copyOf(values, maxFrames() * coefficients())
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

  /** Likewise of a file; the cache is not asked. */
  public Extraction extraction(Path file) {
    return extractor.extraction(file);
  }

  /** Likewise of a file's bytes. */
  public Extraction extraction(byte[] file, String name) {
    return extractor.extraction(file, name);
  }

  /** Features of many files; those that fail are listed, the rest goes on. */
  public LoadedFeatures load(String stage, List<Input> inputs, Progress progress) {
    progress.stage(Stage.FEATURES, stage, inputs.size());
    List<Outcome<Extraction>> outcomes =
        extractor.extract(inputs.stream().map(Input::path).toList(), threads, progress);
    List<Integer> kept = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<String> speakers = new ArrayList<>();
    List<Features> features = new ArrayList<>();
    List<String> contentHashes = new ArrayList<>();
    List<SignalQuality> qualities = new ArrayList<>();
    List<FailedInput> failures = new ArrayList<>();
    MessageDigest digest = ContentHash.digest();
    for (int i = 0; i < outcomes.size(); i++) {
      Input input = inputs.get(i);
      if (outcomes.get(i) instanceof Outcome.Failed<Extraction> failed) {
        failures.add(FailedInput.of(PathText.of(input.path()), failed.exception()));
      } else if (outcomes.get(i) instanceof Outcome.Done<Extraction> done) {
        done.value()
            .warnings()
            .forEach(warning -> progress.warn(PathText.of(input.path()), warning.text()));
        kept.add(i);
        ids.add(input.id());
        speakers.add(input.speaker());
        features.add(done.value().features());
        contentHashes.add(done.value().contentHash());
        qualities.add(done.value().quality());
        digest.update(input.id().getBytes(StandardCharsets.UTF_8));
        digest.update(done.value().contentHash().getBytes(StandardCharsets.UTF_8));
      }
    }
    warnOfCropping(qualities, progress);
    return new LoadedFeatures(
        inputs.size(),
        kept.stream().mapToInt(Integer::intValue).toArray(),
        ids,
        speakers,
        features,
        contentHashes,
        qualities,
        failures,
        HexFormat.of().formatHex(digest.digest()));
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
