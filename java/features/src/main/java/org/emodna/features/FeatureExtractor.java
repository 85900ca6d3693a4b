package org.emodna.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Decoded;
import org.emodna.audio.LevelMeter;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.audio.SampleSink;
import org.emodna.audio.SampleSource;
import org.emodna.audio.SampleStore;
import org.emodna.audio.SignalQuality;
import org.emodna.base.ContentHash;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Stream;

/**
 * From files or clips to MFCC in one dialect and framing. Thread-safe; files of a batch are worked
 * on in parallel, each from its bytes to its features on one thread.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** A file up to this size is read once, for its hash and for decoding. */
  private static final long READ_WHOLE = 64L << 20;

  /** Samples up to which a recording is held while it is worked on: 87 s at 48 kHz, 16 MiB. */
  private static final int HELD = 1 << 22;

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
   * @param clip decoded audio, at most as long as the limits allow
   * @return its MFCC
   * @throws AudioException if the clip is too short for a single frame
   */
  public Features extract(AudioClip clip) {
    return extraction(clip).features();
  }

  /**
   * Extracts the features of a clip, and says which part of it was used.
   *
   * @param clip decoded audio, at most as long as the limits allow
   * @return its MFCC, without a content hash
   * @throws TooShortException if the clip is too short for a single frame
   */
  public Extraction extraction(AudioClip clip) {
    double most = decoder.limits().maxSeconds();
    if (clip.seconds() > most) {
      throw new AudioException(
          Problem.of(
                  clip.source(),
                  "has %s of audio, more than the limit of %s"
                      .formatted(AudioDecoder.seconds(clip.seconds()), AudioDecoder.seconds(most)))
              .remedy("raise the limit (DecodeLimits.maxSeconds) or cut it"));
    }
    return extracted(SampleSource.of(clip), null);
  }

  /**
   * Extracts the features of a file's bytes.
   *
   * @param content audio or video
   * @param name what messages call it
   * @return its MFCC, without a content hash
   * @throws AudioException naming the source, the cause and the remedy
   */
  public Extraction extraction(byte[] content, String name) {
    return extracted(sink -> decoder.decode(content, name, sink), null);
  }

  /**
   * Extracts the features of a file, whether a cache has them or not.
   *
   * @param file audio or video
   * @return its MFCC, without a content hash
   * @throws AudioException naming the file, the cause and the remedy
   */
  public Extraction extraction(Path file) {
    return extracted(sink -> decoder.decode(file, sink), null);
  }

  private Extraction extracted(SampleSource source, String hash) {
    LevelMeter meter = new LevelMeter();
    SampleStore store = SampleStore.all(HELD);
    Decoded decoded = source.read(new Both(store, meter));
    if (!Double.isFinite(meter.rms())) {
      // A clip whose samples were changed after it was made.
      throw new AudioException(
          Problem.of(decoded.source(), "has a sample that is not a number").remedy("repair it"));
    }
    Worker worker = idle.pollFirst();
    if (worker == null) {
      Stream stream = context.stream();
      worker = new Worker(stream, new Mfcc(stream, dialect.recipe()));
    }
    try {
      LongRecording.Part part =
          store.overflown()
              ? longPart(source, decoded, worker)
              : part(store.samples(), decoded, meter, worker);
      double end = Math.min(decoded.seconds(), part.used().to());
      SignalQuality quality = SignalQuality.of(meter, Math.max(0, part.used().from()), end);
      return new Extraction(part.features(), hash, quality, decoded.warnings(), false);
    } finally {
      idle.addFirst(worker);
    }
  }

  /** Gives samples to two. */
  private record Both(SampleSink one, SampleSink other) implements SampleSink {
    @Override
    public void add(float[] samples, int count, int sampleRate) {
      one.add(samples, count, sampleRate);
      other.add(samples, count, sampleRate);
    }
  }

  private LongRecording.Part longPart(SampleSource source, Decoded decoded, Worker worker) {
    LongRecording recording = new LongRecording(source, decoded, dialect, framing, worker.stream());
    if (recording.serves()) {
      return recording.features(worker.mfcc());
    }
    SampleStore all = SampleStore.all(Integer.MAX_VALUE - 16);
    source.read(all);
    return part(all.samples(), decoded, null, worker);
  }

  private LongRecording.Part part(
      float[] samples, Decoded decoded, LevelMeter meter, Worker worker) {
    int length = framing.kind() == Framing.Kind.FIXED ? framing.samples() : 0;
    Mfcc.Resampled made = worker.mfcc().compute(samples, decoded.sampleRate(), length);
    Mfcc.Result result = made.result();
    if (result.frames() == 0) {
      throw new TooShortException(
          decoded.source(),
          "is too short: %d samples at %d Hz, and a frame of the dialect %s needs %d"
              .formatted(
                  made.samples(),
                  dialect.recipe().sampleRate(),
                  dialect.name(),
                  dialect.recipe().windowLength()),
          SignalQuality.of(meter, 0, decoded.seconds()),
          decoded.warnings());
    }
    if (length == 0) {
      SpeechRange range = SpeechRange.of(result.level(), framing, dialect);
      UsedPart used = UsedPart.frames(range, result.frames(), dialect.recipe());
      return new LongRecording.Part(speech(result, range), used);
    }
    long from = Math.max(0, (made.samples() - length) / 2);
    UsedPart used =
        made.samples() > length
            ? UsedPart.samples(from, from + length, dialect.recipe())
            : UsedPart.ALL;
    int begin = Math.max(0, (length - made.samples()) / 2);
    int end = begin + Math.min(made.samples(), length);
    return new LongRecording.Part(framed(dialect, result, begin, end), used);
  }

  /**
   * Extracts the features of a file, from the cache where it has them.
   *
   * @param file audio or video
   * @return its MFCC
   * @throws AudioException naming the file, the cause and the remedy
   */
  public Extraction extract(Path file) {
    decoder.requireReadable(file);
    if (!identified) {
      return extraction(file);
    }
    byte[] bytes = smallContent(file);
    String hash = bytes == null ? ContentHash.of(file) : ContentHash.of(bytes);
    if (cache != null) {
      Optional<Extraction> known = cache.get(hash, dialect, framing);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Extraction made =
        extracted(
            sink ->
                bytes == null
                    ? decoder.decode(file, sink)
                    : decoder.decode(bytes, PathText.of(file), sink),
            hash);
    if (cache != null) {
      cache.put(made, dialect, framing);
    }
    return made;
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
      throw new AudioException(Problem.of(PathText.of(file), "can't be read (" + e + ")"), e);
    }
  }

  /** Frames are real whose centre is no padding: samples [begin, end) are none. */
  static Features framed(Dialect dialect, Mfcc.Result result, int begin, int end) {
    int frames = result.frames();
    int from = 0;
    while (from < frames - 1 && dialect.centre(from) < begin) {
      from++;
    }
    int to = frames;
    while (to > from + 1 && dialect.centre(to - 1) >= end) {
      to--;
    }
    return new Features(frames, dialect.recipe().coefficients(), result.values(), from, to);
  }

  private Features speech(Mfcc.Result result, SpeechRange range) {
    int width = dialect.recipe().coefficients();
    return new Features(
        range.to() - range.from(),
        width,
        Arrays.copyOfRange(result.values(), range.from() * width, range.to() * width));
  }

  @Override
  public void close() {
    context.close();
  }
}
