package org.emodna.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.base.ConfigException;
import org.emodna.base.ContentHash;
import org.emodna.base.Section;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.features.stored.PrecomputedStream;

/**
 * What a run depends on: settings, seed, labels, features and code from outside; not where it runs.
 * Settings are compared as they are understood, over the defaults, so that one which is added later
 * does not make a checkpoint useless. Where precomputed embeddings lie does not count.
 *
 * @param config with the run's seed; empty where a file's can't be understood by this version
 * @param data SHA-256 over source labels and the features of all corpora
 * @param extensions SHA-256 of each jar whose parts are in use, by its name ({@link PartsInUse})
 */
record RunIdentity(Optional<TrainingConfig> config, String data, Map<String, String> extensions) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The identity of a run.
   *
   * @param others what it adapts to, recognises and has held back, each once
   */
  static RunIdentity of(
      TrainingConfig config, FeatureSet source, int[] labels, FeatureSet... others) {
    MessageDigest digest = ContentHash.digest();
    digest.update(source.fingerprint().getBytes(StandardCharsets.UTF_8));
    for (int label : labels) {
      digest.update((byte) label);
    }
    for (FeatureSet other : others) {
      digest.update(other.fingerprint().getBytes(StandardCharsets.UTF_8));
    }
    return new RunIdentity(
        Optional.of(config),
        HexFormat.of().formatHex(digest.digest()),
        PartsInUse.extensions(config));
  }

  /** The identity that a file states. */
  static RunIdentity of(String config, String data, Map<String, String> extensions) {
    try {
      return new RunIdentity(
          Optional.of(ConfigFile.parse(config, "stored settings", TrainingConfig.defaults())),
          data,
          extensions);
    } catch (ConfigException e) {
      return new RunIdentity(Optional.empty(), data, extensions);
    }
  }

  /** Whether this is the same run; settings that can't be understood are never the same. */
  boolean matches(RunIdentity other) {
    return matchesButForExtensions(other) && extensions.equals(other.extensions);
  }

  private boolean matchesButForExtensions(RunIdentity other) {
    return data.equals(other.data)
        && config.isPresent()
        && other.config.isPresent()
        && withoutPlaces(config.get()).equals(withoutPlaces(other.config.get()));
  }

  /**
   * Where embeddings lie is no part of a run: their values are, and {@link #data} is over those.
   */
  private static TrainingConfig withoutPlaces(TrainingConfig config) {
    Section<PrecomputedStream.Settings> section = new PrecomputedStream.Kind().section();
    PrecomputedStream.Settings settings = config.get(section);
    return config.toBuilder().set(section, settings.withPath("").withKeys("")).build();
  }

  /**
   * In what the code from outside of two lists of runs differs that are the same in all else.
   *
   * @return names of the jars that differ, each with how; empty where the runs differ in more, or
   *     in nothing
   */
  static List<String> changedExtensions(List<RunIdentity> stored, List<RunIdentity> now) {
    Set<String> changes = new TreeSet<>();
    for (RunIdentity before : stored) {
      Optional<RunIdentity> same = now.stream().filter(before::matchesButForExtensions).findFirst();
      if (same.isEmpty()) {
        return List.of();
      }
      Map<String, String> after = same.get().extensions;
      Set<String> names = new TreeSet<>(before.extensions.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        if (!after.containsKey(name)) {
          changes.add(name + " is missing");
        } else if (!before.extensions.containsKey(name)) {
          changes.add(name + " is new");
        } else if (!after.get(name).equals(before.extensions.get(name))) {
          changes.add(name + " has changed");
        }
      }
    }
    return List.copyOf(changes);
  }

  static boolean match(List<RunIdentity> some, List<RunIdentity> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).matches(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  static String toJson(List<RunIdentity> identities) {
    List<Stored> all = new ArrayList<>();
    for (RunIdentity one : identities) {
      all.add(new Stored(ConfigFile.toJson(one.config.orElseThrow()), one.data, one.extensions));
    }
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<RunIdentity> ofJson(String text) throws JsonProcessingException {
    List<Stored> all = JSON.readValue(text, new TypeReference<>() {});
    return all.stream().map(one -> of(one.config, one.data, one.extensions)).toList();
  }

  /** An identity in a checkpoint; whatever is missing there is empty. */
  private record Stored(String config, String data, Map<String, String> extensions) {
    Stored {
      config = Objects.requireNonNullElse(config, "");
      data = Objects.requireNonNullElse(data, "");
      extensions = Objects.requireNonNullElse(extensions, Map.of());
    }
  }
}
