package org.emodna.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Progress;
import org.emodna.kernels.Stream;

/**
 * From files or clips to MFCC in one dialect and framing. Thread-safe; files of a batch are worked
 * on in parallel, each from its bytes to its features on one thread.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** A file up to this size is read once, for its hash and for decoding. */
  private static final long READ_WHOLE = 64L << 20;

  private final Dialect dialect;
  private final Framing framing;
  private final AudioDecoder decoder;
  private final FeatureCache cache;
  private final boolean identified;

  /** One thread each: the files are what runs in parallel. */
  private final KernelContext context = KernelContext.cpu(1);

  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();

  /** What one thread needs. */
  private record Worker(Stream stream, Mfcc mfcc) {}

  /**
   * Makes an extractor with the usual limits, without a cache and without content hashes.
   *
   * @param dialect what is computed
   * @param framing from which part
   */
  public FeatureExtractor(Dialect dialect, Framing framing) {
    this(dialect, framing, DecodeLimits.standard(), null, false);
  }

  /**
   * Makes an extractor.
   *
   * @param dialect what is computed
   * @param framing from which part
   * @param limits how much a file may hold
   * @param cache where features of files are kept, or null
   * @param identified whether extractions of files have a content hash; with a cache they do anyway
   */
  public FeatureExtractor(
      Dialect dialect,
      Framing framing,
      DecodeLimits limits,
      FeatureCache cache,
      boolean identified) {
    this.dialect = dialect;
    this.framing = framing;
    this.decoder = new AudioDecoder(limits);
    // What only such limits let through must not come from the cache to those without them.
    this.cache = limits.anyContainer() ? null : cache;
    this.identified = identified || cache != null;
  }

  /**
   * The dialect.
   *
   * @return as given
   */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * The framing.
   *
   * @return as given
   */
  public Framing framing() {
    return framing;
  }

  /**
   * Extracts the features of a clip.
   *
   * @param clip decoded audio
   * @return its MFCC
   * @throws AudioException if the clip is too short for a single frame
   */
  public Features extract(AudioClip clip) {
    Worker worker = idle.pollFirst();
    if (worker == null) {
      Stream stream = context.stream();
      worker = new Worker(stream, new Mfcc(stream, dialect.recipe()));
    }
    try {
      int length = framing.kind() == Framing.Kind.FIXED ? framing.samples() : 0;
      Mfcc.Resampled made = worker.mfcc.compute(clip.samples(), clip.sampleRate(), length);
      if (made.result().frames() == 0) {
        throw new AudioException(
            clip.source(),
            "is too short: %d samples at %d Hz, and a frame of the dialect %s needs %d"
                .formatted(
                    made.samples(),
                    dialect.recipe().sampleRate(),
                    dialect.name(),
                    dialect.recipe().windowLength()));
      }
      return length > 0 ? fixed(made) : speech(made.result());
    } finally {
      idle.addFirst(worker);
    }
  }

  /**
   * Extracts the features of a file, from the cache where it has them.
   *
   * @param file audio or video
   * @return its MFCC
   * @throws AudioException naming the file, the cause and the mend
   */
  public Extraction extract(Path file) {
    decoder.requireReadable(file);
    if (!identified) {
      return extracted(decoder.decode(file), null);
    }
    byte[] bytes = smallContent(file);
    String hash = bytes == null ? ContentHash.of(file) : ContentHash.of(bytes);
    if (cache != null) {
      Optional<Extraction> known = cache.get(hash, dialect, framing);
      if (known.isPresent()) {
        return known.get();
      }
    }
    AudioClip clip =
        bytes == null ? decoder.decode(file) : decoder.decode(bytes, PathText.of(file));
    Extraction made = extracted(clip, hash);
    if (cache != null) {
      cache.put(made, dialect, framing);
    }
    return made;
  }

  private Extraction extracted(AudioClip clip, String hash) {
    return new Extraction(extract(clip), hash, clip.warnings(), false);
  }

  /**
   * Extracts the features of many files.
   *
   * @param files audio or video
   * @param threads files at a time
   * @param progress advanced after every file
   * @return one outcome a file, in the files' order
   */
  public List<Outcome<Extraction>> extract(List<Path> files, int threads, Progress progress) {
    return ParallelFiles.map(files, this::extract, threads, progress);
  }

  /** The file's bytes, or null where it is too large to be held. */
  private static byte[] smallContent(Path file) {
    try {
      return Files.size(file) > READ_WHOLE ? null : Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AudioException(PathText.of(file), "can't be read (" + e + ")", e);
    }
  }

  /** Frames are real whose centre is no padding. */
  private Features fixed(Mfcc.Resampled made) {
    int begin = Math.max(0, (framing.samples() - made.samples()) / 2);
    int end = begin + Math.min(made.samples(), framing.samples());
    int frames = made.result().frames();
    int from = 0;
    while (from < frames - 1 && dialect.centre(from) < begin) {
      from++;
    }
    int to = frames;
    while (to > from + 1 && dialect.centre(to - 1) >= end) {
      to--;
    }
    return new Features(frames, dialect.recipe().coefficients(), made.result().values(), from, to);
  }

  private Features speech(Mfcc.Result result) {
    float loudest = Float.NEGATIVE_INFINITY;
    for (float level : result.level()) {
      loudest = Math.max(loudest, level);
    }
    float quietest = loudest - framing.rangeDb();
    int from = 0;
    while (result.level()[from] < quietest) {
      from++;
    }
    int to = result.frames();
    while (result.level()[to - 1] < quietest) {
      to--;
    }
    int most = framing.maxFrames(dialect);
    if (to - from > most) {
      from += (to - from - most) / 2;
      to = from + most;
    }
    int width = dialect.recipe().coefficients();
    return new Features(
        to - from, width, Arrays.copyOfRange(result.values(), from * width, to * width));
  }

  @Override
  public void close() {
    context.close();
  }
}
