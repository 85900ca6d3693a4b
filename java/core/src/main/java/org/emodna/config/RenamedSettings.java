package org.emodna.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of version 0.1.0 that have other names now: an error about an old one says the new. */
final class RenamedSettings {
  /** Several new names are those of different methods. */
  private static final Map<String, List<String>> NOW =
      Map.ofEntries(
          Map.entry("features.dialect", List.of("mfcc.dialect")),
          Map.entry(
              "projection.hidden", List.of("decoupling.hidden", "dann.hidden", "cdan.hidden")),
          Map.entry("projection.size", List.of("decoupling.size")),
          Map.entry("loss.label-smoothing", List.of("emotion-classifier.label-smoothing")),
          Map.entry("loss.temperature", List.of("decoupling.temperature")),
          Map.entry("loss.corpus-classifier", List.of("corpus-classifier.weight")),
          Map.entry("loss.decoupling", List.of("decoupling.weight")),
          Map.entry("loss.class-alignment", List.of("alignment.class-weight")),
          Map.entry("loss.corpus-alignment", List.of("alignment.corpus-weight")),
          Map.entry(
              "loss.baseline",
              List.of(
                  "dan.weight",
                  "coral.weight",
                  "dann.weight",
                  "cdan.weight",
                  "dsan.weight",
                  "pseudo-label.weight")),
          Map.entry(
              "loss.kernel-space",
              List.of("alignment.kernel-space", "dan.kernel-space", "dsan.kernel-space")),
          Map.entry("loss.precision", List.of("decoupling.precision")));

  private RenamedSettings() {}

  /**
   * What an unknown setting, or those of an unknown group, are called now.
   *
   * @param path such as "loss"
   * @return a sentence for each old name among them; none where there are none
   */
  static List<String> sentences(String path, JsonNode value) {
    List<String> sentences = new ArrayList<>();
    if (value.isObject()) {
      value.fieldNames().forEachRemaining(name -> add(sentences, path + "." + name));
    } else {
      add(sentences, path);
    }
    return sentences;
  }

  private static void add(List<String> sentences, String old) {
    List<String> now = NOW.get(old);
    if (now != null) {
      String names = String.join("', '", now);
      sentences.add(
          "setting '%s' is now called '%s'%s"
              .formatted(old, names, now.size() == 1 ? "" : ", depending on the method"));
    }
  }
}
