package org.emodna.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.audio.SampleSource;
import org.emodna.audio.Sound;
import org.emodna.base.ContentHash;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.kernels.KernelContext;

/**
 * From files or clips to the frames or vectors of one or more streams, side by side. Thread-safe;
 * files of a batch are worked on in parallel, each from its bytes to its features on one thread.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** A file up to this size is read once, for its hash and for decoding. */
  private static final long READ_WHOLE = 64L << 20;

  private final List<FeatureStream> streams;
  private final Framing framing;
  private final AudioDecoder decoder;
  private final FeatureCache cache;
  private final List<FeatureCache.Key> keys = new ArrayList<>();
  private final boolean identified;

  /** One thread each: the files are what runs in parallel. */
  private final KernelContext context = KernelContext.cpu(1);

  private final ConcurrentLinkedDeque<RecordingWorker> idle = new ConcurrentLinkedDeque<>();

  /**
   * Makes an extractor of one stream with the usual limits, without a cache and without content
   * hashes.
   *
   * @param stream what is computed
   * @param framing from which part
   */
  public FeatureExtractor(FeatureStream stream, Framing framing) {
    this(builder(stream, framing));
  }

  private FeatureExtractor(Builder settings) {
    streams = List.copyOf(settings.streams);
    framing = settings.framing;
    decoder = new AudioDecoder(settings.limits);
    // What only such limits let through must not come from the cache to those without them.
    cache = settings.limits.anyContainer() ? null : settings.cache;
    identified = settings.identified || settings.cache != null;
    InputSpec.requireJoinable(streams);
    FeatureStream first = streams.get(0);
    FrameGrid grid = InputSpec.grid(first).orElse(null);
    for (FeatureStream stream : streams) {
      // A vector does not depend on the streams that it stands beside.
      String part = grid == null ? "vector" : framing.canonical(grid);
      keys.add(
          new FeatureCache.Key(
              stream,
              stream == first || grid == null ? part : part + " grid=" + first.hash(),
              grid == null ? 1 : framing.maxFrames(grid)));
    }
  }

  /**
   * Begins an extractor.
   *
   * @param first the stream that decides which part of a recording is used, and whose frames are
   *     the grid of all
   * @param framing which part; of no effect on vectors
   */
  public static Builder builder(FeatureStream first, Framing framing) {
    return new Builder(first, framing);
  }

  /** What an extractor may be told. */
  public static final class Builder {
    private final List<FeatureStream> streams = new ArrayList<>();
    private final Framing framing;
    private DecodeLimits limits = DecodeLimits.standard();
    private FeatureCache cache;
    private boolean identified;

    private Builder(FeatureStream first, Framing framing) {
      streams.add(first);
      this.framing = framing;
    }

    /** Puts a further stream beside those there are. */
    public Builder join(FeatureStream stream) {
      streams.add(stream);
      return this;
    }

    /** How much a file may hold; {@link DecodeLimits#standard()} where nothing is said. */
    public Builder limits(DecodeLimits value) {
      limits = value;
      return this;
    }

    /** Where features of files are kept; null, as where nothing is said, for nowhere. */
    public Builder cache(FeatureCache value) {
      cache = value;
      return this;
    }

    /**
     * Gives extractions of files a content hash, and one of values that were looked up; with a
     * cache they have them anyway.
     */
    public Builder identified() {
      identified = true;
      return this;
    }

    /** Makes the extractor. */
    public FeatureExtractor build() {
      return new FeatureExtractor(this);
    }
  }

  /** The streams, in their order. */
  public List<FeatureStream> streams() {
    return streams;
  }

  /** The framing. */
  public Framing framing() {
    return framing;
  }

  /**
   * Extracts the features of a clip.
   *
   * @param clip decoded audio, at most as long as the limits allow
   * @return its features
   * @throws AudioException if the clip is too short for a single frame
   */
  public Features extract(AudioClip clip) {
    return extraction(clip).features();
  }

  /**
   * Extracts the features of a clip, and says which part of it was used.
   *
   * @param clip decoded audio, at most as long as the limits allow
   * @return its features, without a content hash
   * @throws TooShortException if the clip is too short for a single frame
   */
  public Extraction extraction(AudioClip clip) {
    decoder.requireLength(clip);
    return unlimitedExtraction(clip);
  }

  /**
   * Likewise of a clip of any length, for callers that limit it themselves.
   *
   * @throws TooShortException if the clip is too short for a single frame
   */
  public Extraction unlimitedExtraction(AudioClip clip) {
    return extracted(SampleSource.of(clip), null);
  }

  /**
   * Extracts the features of a file's bytes.
   *
   * @param content audio or video
   * @param name what messages call it
   * @return its features, without a content hash
   * @throws AudioException naming the source, the cause and the remedy
   */
  public Extraction extraction(byte[] content, String name) {
    return extracted(sink -> decoder.decode(content, name, sink), null);
  }

  /**
   * Extracts the features of a file, whether a cache has them or not.
   *
   * @param file audio or video
   * @return its features, without a content hash
   * @throws AudioException naming the file, the cause and the remedy
   */
  public Extraction extraction(Path file) {
    return extraction(file, alone(file));
  }

  /**
   * Likewise of a file of a corpus.
   *
   * @param key what stored values of it are looked up by
   */
  public Extraction extraction(Path file, UtteranceKey key) {
    return extracted(sink -> decoder.decode(file, sink), key);
  }

  private static UtteranceKey alone(Path file) {
    return new UtteranceKey(null, PathText.of(file));
  }

  private Extraction extracted(SampleSource source, UtteranceKey key) {
    return extraction(computed(new Recording(source, key), List.of(), false), null, false);
  }

  /**
   * Extracts the features of a file, from the cache where it has them.
   *
   * @param file audio or video
   * @return its features
   * @throws AudioException naming the file, the cause and the remedy
   */
  public Extraction extract(Path file) {
    return extract(file, alone(file));
  }

  /**
   * Likewise of a file of a corpus.
   *
   * @param key what stored values of it are looked up by
   */
  public Extraction extract(Path file, UtteranceKey key) {
    return extract(Sound.of(file), key);
  }

  /**
   * Likewise of a recording of a corpus, wherever its sound is. A clip is kept in the cache by its
   * samples' hash, apart from any file.
   *
   * @param key what stored values of it are looked up by
   */
  public Extraction extract(Sound sound, UtteranceKey key) {
    if (sound instanceof Sound.InMemory memory) {
      decoder.requireLength(memory.clip());
      SampleSource source = SampleSource.of(memory.clip());
      return identified ? extract(source, memory.contentHash(), key) : extracted(source, key);
    }
    Path file = ((Sound.InFile) sound).path();
    decoder.requireReadable(file);
    if (!identified) {
      return extraction(file, key);
    }
    byte[] bytes = smallContent(file);
    String hash = bytes == null ? ContentHash.of(file) : ContentHash.of(bytes);
    return extract(
        sink ->
            bytes == null
                ? decoder.decode(file, sink)
                : decoder.decode(bytes, PathText.of(file), sink),
        hash,
        key);
  }

  /**
   * @param hash of the content
   */
  private Extraction extract(SampleSource source, String hash, UtteranceKey key) {
    List<Optional<FeatureCache.Entry>> known = known(hash);
    List<Part> made = computed(new Recording(source, key), known, true);
    boolean cached = !known.isEmpty();
    for (int i = 0; i < known.size(); i++) {
      boolean keeps = !(streams.get(i) instanceof StoredStream);
      if (known.get(i).isEmpty() && keeps) {
        cache.put(hash, keys.get(i), made.get(i).entry());
      }
      cached &= known.get(i).isPresent() || !keeps;
    }
    return extraction(made, hash, cached);
  }

  /**
   * What the cache has, an entry a stream; empty without a cache. Without the first stream's entry
   * the others' can't be trusted to have its frames. Stored values are not kept a second time.
   */
  private List<Optional<FeatureCache.Entry>> known(String hash) {
    List<Optional<FeatureCache.Entry>> known = new ArrayList<>();
    if (cache != null) {
      for (FeatureCache.Key key : keys) {
        Optional<FeatureCache.Entry> entry =
            key.stream() instanceof StoredStream ? Optional.empty() : cache.get(hash, key);
        boolean fits =
            known.isEmpty()
                || known.get(0).isPresent()
                    && entry.isPresent()
                    && entry.get().hasFramesOf(known.get(0).get());
        known.add(fits ? entry : Optional.empty());
      }
    }
    return known;
  }

  /**
   * What came of one stream.
   *
   * @param entry as it may be kept
   * @param storedHash of values that were looked up; empty where they were computed, and where
   *     nobody needs to know
   */
  private record Part(FeatureCache.Entry entry, String storedHash) {}

  /**
   * A part a stream; those known are taken as they are.
   *
   * @param hashed whether it is told what values were looked up, for which all of them are read
   */
  private List<Part> computed(
      Recording recording, List<Optional<FeatureCache.Entry>> known, boolean hashed) {
    RecordingWorker worker = idle.pollFirst();
    if (worker == null) {
      worker = new RecordingWorker(streams, framing, context);
    }
    try {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < streams.size(); i++) {
        String stored = "";
        if (streams.get(i) instanceof StoredStream stream) {
          // Looked up in any case: what is missing is told before anything is decoded.
          StoredValues values = recording.stored(stream);
          stored = hashed ? values.contentHash() : "";
        }
        FeatureCache.Entry entry;
        if (!known.isEmpty() && known.get(i).isPresent()) {
          entry = known.get(i).get();
        } else if (i == 0) {
          GridPart made = worker.first(recording);
          List<AudioWarning> warnings = recording.decoded().warnings();
          entry =
              new FeatureCache.Entry(
                  made.features(), made.first(), recording.quality(made.used()), warnings);
        } else {
          FeatureCache.Entry grid = parts.get(0).entry();
          Features other = worker.other(i, grid.features(), grid.first(), recording);
          entry = new FeatureCache.Entry(other, grid.first(), grid.quality(), grid.warnings());
        }
        parts.add(new Part(entry, stored));
      }
      return parts;
    } finally {
      worker.forget();
      idle.addFirst(worker);
    }
  }

  private static Extraction extraction(List<Part> parts, String hash, boolean cached) {
    FeatureCache.Entry first = parts.get(0).entry();
    Features joined = Features.joined(parts.stream().map(part -> part.entry().features()).toList());
    String stored = parts.stream().map(Part::storedHash).collect(Collectors.joining());
    return new Extraction(joined, new Extraction.Source(hash, stored, cached), first);
  }

  /**
   * Extracts the features of many files.
   *
   * @param files audio or video, of no corpus
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

  @Override
  public void close() {
    for (RecordingWorker worker; (worker = idle.pollFirst()) != null; ) {
      worker.close();
    }
    context.close();
  }
}
