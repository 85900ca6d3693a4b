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
import java.util.Optional;
import org.emodna.base.ConfigException;
import org.emodna.base.ContentHash;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;

/**
 * What a run depends on: settings, seed, labels and features; not where it runs. Settings are
 * compared as they are understood, over the defaults, so that one which is added later does not
 * make a checkpoint useless.
 *
 * @param config with the run's seed; empty where a file's can't be understood by this version
 * @param data SHA-256 over source labels and the features of both corpora
 */
record RunIdentity(Optional<TrainingConfig> config, String data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static RunIdentity of(TrainingConfig config, FeatureSet source, int[] labels, FeatureSet target) {
    MessageDigest digest = ContentHash.digest();
    digest.update(source.fingerprint().getBytes(StandardCharsets.UTF_8));
    for (int label : labels) {
      digest.update((byte) label);
    }
    digest.update(target.fingerprint().getBytes(StandardCharsets.UTF_8));
    return new RunIdentity(Optional.of(config), HexFormat.of().formatHex(digest.digest()));
  }

  /** The identity that a file states. */
  static RunIdentity of(String config, String data) {
    try {
      return new RunIdentity(
          Optional.of(ConfigFile.parse(config, "stored settings", TrainingConfig.defaults())),
          data);
    } catch (ConfigException e) {
      return new RunIdentity(Optional.empty(), data);
    }
  }

  /** Whether this is the same run; settings that can't be understood are never the same. */
  boolean matches(RunIdentity other) {
    return config.isPresent() && config.equals(other.config) && data.equals(other.data);
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
    List<Map<String, String>> all = new ArrayList<>();
    for (RunIdentity one : identities) {
      all.add(Map.of("config", ConfigFile.toJson(one.config.orElseThrow()), "data", one.data));
    }
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<RunIdentity> ofJson(String text) throws JsonProcessingException {
    List<Map<String, String>> all = JSON.readValue(text, new TypeReference<>() {});
    List<RunIdentity> identities = new ArrayList<>();
    for (Map<String, String> one : all) {
      identities.add(of(one.getOrDefault("config", ""), one.getOrDefault("data", "")));
    }
    return identities;
  }
}
