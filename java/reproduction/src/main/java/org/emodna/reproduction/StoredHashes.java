package org.emodna.reproduction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureStreams;
import org.emodna.features.InputSpec;
import org.emodna.features.StoredStream;
import org.emodna.features.UtteranceKey;
import org.emodna.features.stored.PrecomputedStream;

/**
 * Hashes of the values that runs look up instead of computing them, as precomputed embeddings: what
 * a run's address says of them, beside the bytes of the recordings. Values are read once for each
 * place that they lie in, however many parts of a corpus and configurations they belong to.
 */
final class StoredHashes {
  /** A recording without values is left out by training, which says so. */
  private static final String MISSING = "missing";

  /** Inputs by the text of what they are made of; making one looks into files. */
  private final Map<String, InputSpec> inputs = new HashMap<>();

  private final Map<List<Object>, String> parts = new HashMap<>();

  /** By what says where the values lie and how they are taken, the corpus and the id. */
  private final Map<List<Object>, String> values = new HashMap<>();

  /** The streams of a configuration whose values are looked up; mostly none. */
  List<StoredStream> streams(TrainingConfig config) {
    InputSpec input = inputs.computeIfAbsent(key(config), text -> config.input());
    return input.streams().stream()
        .filter(StoredStream.class::isInstance)
        .map(StoredStream.class::cast)
        .toList();
  }

  private static String key(TrainingConfig config) {
    StringBuilder text = new StringBuilder(config.features().toString());
    for (String stream : config.features().streams()) {
      text.append('\n').append(config.get(FeatureStreams.of(stream).section()));
    }
    return text.toString();
  }

  /**
   * Over the values of a part's recordings, in their order.
   *
   * @param corpus name of the corpus that they are of
   * @param ids of the recordings
   * @throws EmoDnaException if there is nothing to look them up in
   */
  String of(List<StoredStream> streams, String corpus, List<String> ids) {
    return parts.computeIfAbsent(
        List.of(streams, corpus, ids),
        key -> {
          MessageDigest digest = ContentHash.digest();
          for (StoredStream stream : streams) {
            stream.require(corpus);
            for (String id : ids) {
              String line = id + "\0" + value(stream, new UtteranceKey(corpus, id)) + "\n";
              digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
          }
          return HexFormat.of().formatHex(digest.digest());
        });
  }

  private String value(StoredStream stream, UtteranceKey key) {
    return values.computeIfAbsent(List.of(place(stream), key), of -> hash(stream, key));
  }

  /** Equal where the values are the same; a stream from outside is the same as itself only. */
  private static Object place(StoredStream stream) {
    return stream instanceof PrecomputedStream known
        ? List.of(known.spec(), known.settings().path(), known.settings().keys())
        : stream;
  }

  private static String hash(StoredStream stream, UtteranceKey key) {
    try {
      return stream.find(key).contentHash();
    } catch (EmoDnaException e) {
      return MISSING;
    }
  }
}
