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
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.safetensors.TensorInfo;

/**
 * Features of files seen before, one safetensors file each, found by the audio file's content, the
 * dialect and the framing.
 *
 * <p>Any number of threads and processes may use one folder: an entry appears whole or not at all,
 * and two writers of the same entry write the same bytes. An entry is believed only if its shape,
 * its numbers and its checksum are right; any other counts as missing and is replaced.
 */
public final class FeatureCache {
  private static final System.Logger LOG = System.getLogger(FeatureCache.class.getName());

  /** Changes whenever the same recipe would give other features than before. */
  private static final String VERSION = "3";

  private static final String TENSOR = "mfcc";

  /** Far more than the longest utterance has. */
  private static final long MAX_ENTRY_BYTES = 256L << 20;

  private final Path folder;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * A cache in a folder, which is made when it is first needed.
   *
   * @param folder holds nothing else
   */
  public FeatureCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The user's cache: {@code $XDG_CACHE_HOME/emodna/features}, or that under {@code ~/.cache}.
   *
   * @return the cache
   */
  public static FeatureCache standard() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base != null && Path.of(base).isAbsolute()
            ? Path.of(base)
            : Path.of(System.getProperty("user.home"), ".cache");
    return new FeatureCache(caches.resolve("emodna").resolve("features"));
  }

  /**
   * Where the entries are.
   *
   * @return the folder
   */
  public Path folder() {
    return folder;
  }

  /** The file of an entry, whether it exists or not. */
  Path entry(String contentHash, Dialect dialect, Framing framing) {
    String recipe = dialect.hash() + "\n" + framing.canonical(dialect) + "\n" + VERSION;
    String short64 = ContentHash.of(recipe.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    return folder
        .resolve(contentHash.substring(0, 2))
        .resolve(contentHash + "-" + short64 + ".safetensors");
  }

  /**
   * Looks an entry up.
   *
   * @param contentHash SHA-256 of the audio file's bytes
   * @param dialect what was computed
   * @param framing from which part
   * @return the features, or nothing where there is no entry or it is not sound
   */
  public Optional<Extraction> get(String contentHash, Dialect dialect, Framing framing) {
    Path file = entry(contentHash, dialect, framing);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_ENTRY_BYTES) {
        return Optional.empty();
      }
      try (SafeTensorsFile in = SafeTensorsFile.open(file)) {
        return read(in, contentHash, dialect, framing);
      }
    } catch (EmoDnaException | IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a cache entry is computed again", e);
      return Optional.empty();
    }
  }

  private Optional<Extraction> read(
      SafeTensorsFile in, String contentHash, Dialect dialect, Framing framing) {
    Map<String, String> metadata = in.metadata();
    if (!in.contains(TENSOR)
        || !contentHash.equals(metadata.get("content"))
        || !dialect.hash().equals(metadata.get("dialect_hash"))
        || !framing.canonical(dialect).equals(metadata.get("framing"))) {
      return Optional.empty();
    }
    TensorInfo info = in.info(TENSOR);
    long[] shape = info.shape();
    int width = dialect.recipe().coefficients();
    if (info.dtype() != DType.F32
        || shape.length != 2
        || shape[1] != width
        || shape[0] < 1
        || shape[0] > framing.maxFrames(dialect)) {
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
      String text = metadata.getOrDefault("warnings", "");
      List<AudioWarning> warnings = text.lines().map(FeatureCache::warning).toList();
      String signal = metadata.getOrDefault("signal", "");
      if (!checksum(features, text + signal).equals(metadata.get("checksum"))) {
        return Optional.empty();
      }
      return Optional.of(new Extraction(features, contentHash, quality(signal), warnings, true));
    } catch (IllegalArgumentException | InvalidArgumentException e) {
      return Optional.empty();
    }
  }

  private static String line(AudioWarning warning) {
    return warning.kind() + " " + warning.text().replaceAll("\\R", " ");
  }

  /** Entries of before have no kind, and are made anew. */
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

  /** Entries of before have none, and are made anew. */
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
   * @param made what was extracted, with its content hash
   * @param dialect what was computed
   * @param framing from which part
   */
  public void put(Extraction made, Dialect dialect, Framing framing) {
    Path file = entry(made.contentHash(), dialect, framing);
    Features features = made.features();
    String warnings =
        made.warnings().stream().map(FeatureCache::line).collect(Collectors.joining("\n"));
    String signal = text(made.quality());
    try {
      Files.createDirectories(file.getParent());
      new SafeTensorsWriter()
          .metadata("format", "emodna-features")
          .metadata("content", made.contentHash())
          .metadata("dialect", dialect.name())
          .metadata("dialect_hash", dialect.hash())
          .metadata("framing", framing.canonical(dialect))
          .metadata("real_from", Integer.toString(features.realFrom()))
          .metadata("real_to", Integer.toString(features.realTo()))
          .metadata("warnings", warnings)
          .metadata("signal", signal)
          .metadata("checksum", checksum(features, warnings + signal))
          .add(TENSOR, features.values(), features.frames(), features.coefficients())
          .write(file);
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

  private static String checksum(Features features, String warnings) {
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + 4 * features.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(features.frames()).putInt(features.realFrom()).putInt(features.realTo());
    bytes.asFloatBuffer().put(features.values());
    MessageDigest digest = ContentHash.digest();
    digest.update(bytes.array());
    digest.update(warnings.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
