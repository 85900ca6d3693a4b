package org.emodna.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.safetensors.TensorInfo;

/**
 * Features of files seen before: one safetensors file for each stream of each recording, found by
 * the audio file's content, what the stream computes, and the framing.
 *
 * <p>Any number of threads and processes may use one folder: an entry appears whole or not at all,
 * and two writers of the same entry write the same bytes. An entry is believed only if its shape,
 * its numbers and its checksum are right; any other counts as missing and is replaced. Where the
 * folder grows beyond its limit, the entries that have not been used for longest are deleted.
 */
public final class FeatureCache {
  private static final System.Logger LOG = System.getLogger(FeatureCache.class.getName());

  /** System property: most GiB that a cache takes, where no limit is given. */
  public static final String GIBIBYTES = "emodna.cache-gib";

  /** The same as an environment variable; the property goes first. */
  public static final String GIBIBYTES_VARIABLE = "EMODNA_CACHE_GIB";

  /** GiB that a cache takes at most, where nobody says anything. */
  public static final double DEFAULT_GIBIBYTES = 10;

  /** Changes whenever the same streams and framing would give other features than before. */
  private static final String VERSION = "4";

  private static final String TENSOR = "features";

  /** Far more than the longest utterance has. */
  private static final long MAX_ENTRY_BYTES = 256L << 20;

  private final Path folder;
  private final CacheSize size;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * What is kept of a recording for one stream.
   *
   * @param features of the stream, on the grid of the input's first stream
   * @param first number of their first frame on that grid
   * @param quality how much of the recording became features, and what is in it
   * @param warnings what was wrong with the file
   */
  record Entry(Features features, int first, SignalQuality quality, List<AudioWarning> warnings) {
    /** Whether the same frames of the recording are in both. */
    boolean hasFramesOf(Entry other) {
      return first == other.first
          && features.frames() == other.features.frames()
          && features.realFrom() == other.features.realFrom()
          && features.realTo() == other.features.realTo();
    }
  }

  /**
   * What an entry is of, whatever the recording.
   *
   * @param stream what was computed
   * @param framing from which part, on whose grid, as text
   * @param maxFrames the most that an entry may have
   */
  record Key(FeatureStream stream, String framing, int maxFrames) {}

  /**
   * A cache in a folder, which is made when it is first needed. Its limit is what {@value
   * #GIBIBYTES} or {@value #GIBIBYTES_VARIABLE} says, else {@value #DEFAULT_GIBIBYTES} GiB.
   *
   * @param folder holds nothing else
   */
  public FeatureCache(Path folder) {
    this(folder, usualLimit());
  }

  /**
   * A cache of another size.
   *
   * @param folder holds nothing else
   * @param limit most bytes that its entries take
   */
  public FeatureCache(Path folder, long limit) {
    this.folder = folder;
    size = new CacheSize(folder, limit);
  }

  private static long usualLimit() {
    String property = System.getProperty(GIBIBYTES);
    String text = property == null ? System.getenv(GIBIBYTES_VARIABLE) : property;
    if (text == null || text.isBlank()) {
      return bytes(DEFAULT_GIBIBYTES);
    }
    String name = property == null ? GIBIBYTES_VARIABLE : "-D" + GIBIBYTES;
    try {
      return bytes(Double.parseDouble(text));
    } catch (NumberFormatException | InvalidArgumentException e) {
      throw new InvalidArgumentException(
          Problem.of(name, "is '" + text + "'")
              .remedy("set it to the GiB that the feature cache may take, from 0 to 1000000"));
    }
  }

  /**
   * A limit in bytes.
   *
   * @param gibibytes from 0 to 1,000,000
   */
  public static long bytes(double gibibytes) {
    if (!(gibibytes >= 0 && gibibytes <= 1e6)) {
      throw new InvalidArgumentException(
          Problem.of("limit of the feature cache", "is %s GiB".formatted(gibibytes))
              .remedy("give a number from 0 to 1000000"));
    }
    return (long) (gibibytes * (1L << 30));
  }

  /**
   * The user's cache: {@code $XDG_CACHE_HOME/emodna/features}, or that under {@code ~/.cache}.
   *
   * @return the cache
   */
  public static FeatureCache standard() {
    return new FeatureCache(standardFolder());
  }

  /** The folder of the user's cache. */
  public static Path standardFolder() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base != null && Path.of(base).isAbsolute()
            ? Path.of(base)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("emodna").resolve("features");
  }

  /** Where the entries are. */
  public Path folder() {
    return folder;
  }

  /** Most bytes that the entries take. */
  public long limit() {
    return size.limit();
  }

  /** The file of an entry, whether it exists or not. */
  Path entry(String contentHash, Key key) {
    String recipe = key.stream.hash() + "\n" + key.framing + "\n" + VERSION;
    String short64 = ContentHash.of(recipe.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    return CacheSize.file(folder, contentHash, short64);
  }

  /**
   * Looks an entry up.
   *
   * @param contentHash SHA-256 of the audio file's bytes
   * @return the features, or nothing where there is no entry or it is not sound
   */
  Optional<Entry> get(String contentHash, Key key) {
    Path file = entry(contentHash, key);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_ENTRY_BYTES) {
        return Optional.empty();
      }
      Optional<Entry> found;
      try (SafeTensorsFile in = SafeTensorsFile.open(file)) {
        found = read(in, contentHash, key);
      }
      if (found.isPresent()) {
        CacheSize.touch(file);
      }
      return found;
    } catch (EmoDnaException | IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a cache entry is computed again", e);
      return Optional.empty();
    }
  }

  private static Optional<Entry> read(SafeTensorsFile in, String contentHash, Key key) {
    Map<String, String> metadata = in.metadata();
    if (!in.contains(TENSOR)
        || !VERSION.equals(metadata.get("version"))
        || !contentHash.equals(metadata.get("content"))
        || !key.stream.hash().equals(metadata.get("stream_hash"))
        || !key.framing.equals(metadata.get("framing"))) {
      return Optional.empty();
    }
    TensorInfo info = in.info(TENSOR);
    long[] shape = info.shape();
    int width = key.stream.width();
    if (info.dtype() != DType.F32
        || shape.length != 2
        || shape[1] != width
        || shape[0] < 1
        || shape[0] > key.maxFrames) {
      return Optional.empty();
    }
    float[] values = in.toFloatArray(TENSOR);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return Optional.empty();
      }
    }
    try {
      Features features =
          new Features(
              (int) shape[0],
              width,
              values,
              Integer.parseInt(metadata.getOrDefault("real_from", "")),
              Integer.parseInt(metadata.getOrDefault("real_to", "")));
      String first = metadata.getOrDefault("first_frame", "");
      String text = metadata.getOrDefault("warnings", "");
      List<AudioWarning> warnings = text.lines().map(FeatureCache::warning).toList();
      String signal = metadata.getOrDefault("signal", "");
      if (!checksum(features, first, text, signal).equals(metadata.get("checksum"))) {
        return Optional.empty();
      }
      return Optional.of(new Entry(features, Integer.parseInt(first), quality(signal), warnings));
    } catch (IllegalArgumentException | InvalidArgumentException e) {
      return Optional.empty();
    }
  }

  private static String line(AudioWarning warning) {
    return warning.kind() + " " + warning.text().replaceAll("\\R", " ");
  }

  private static AudioWarning warning(String line) {
    int kind = Math.max(0, line.indexOf(' '));
    return new AudioWarning(
        AudioWarning.Kind.valueOf(line.substring(0, kind)), line.substring(kind + 1));
  }

  private static String text(SignalQuality q) {
    double[] all = {
      q.seconds(),
      q.usedFrom(),
      q.usedTo(),
      q.soundSeconds(),
      q.speechShare(),
      q.unusedSpeechSeconds(),
      q.clippedShare(),
      q.loudestDb()
    };
    return Arrays.stream(all).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  private static SignalQuality quality(String text) {
    double[] v = Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    if (v.length != 8) {
      throw new NumberFormatException(text);
    }
    return new SignalQuality(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
  }

  /**
   * Keeps features. A cache that can't be written is reported once and otherwise does no harm.
   *
   * @param contentHash SHA-256 of the audio file's bytes
   * @param made what was computed
   */
  void put(String contentHash, Key key, Entry made) {
    Path file = entry(contentHash, key);
    Features features = made.features;
    String first = Integer.toString(made.first);
    String warnings =
        made.warnings.stream().map(FeatureCache::line).collect(Collectors.joining("\n"));
    String signal = text(made.quality);
    try {
      Files.createDirectories(file.getParent());
      new SafeTensorsWriter()
          .metadata("format", "emodna-features")
          .metadata("version", VERSION)
          .metadata("content", contentHash)
          .metadata("stream", key.stream.name())
          .metadata("stream_hash", key.stream.hash())
          .metadata("framing", key.framing)
          .metadata("first_frame", first)
          .metadata("real_from", Integer.toString(features.realFrom()))
          .metadata("real_to", Integer.toString(features.realTo()))
          .metadata("warnings", warnings)
          .metadata("signal", signal)
          .metadata("checksum", checksum(features, first, warnings, signal))
          .add(TENSOR, features.values(), features.frames(), features.width())
          .write(file);
      size.added(file);
    } catch (EmoDnaException | IOException e) {
      if (!warned.getAndSet(true)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "features can't be kept in "
                + folder
                + "; they will be computed every time ("
                + e.getMessage()
                + ")");
      }
    }
  }

  private static String checksum(Features features, String first, String warnings, String signal) {
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + 4 * features.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(features.frames()).putInt(features.realFrom()).putInt(features.realTo());
    bytes.asFloatBuffer().put(features.values());
    MessageDigest digest = ContentHash.digest();
    digest.update(bytes.array());
    digest.update((first + "\n" + warnings + signal).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
