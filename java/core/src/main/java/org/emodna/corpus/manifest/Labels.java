package org.emodna.corpus.manifest;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emodna.corpus.Emotion;

/** What a table's labels mean. */
interface Labels {
  /** Labels are names of emotions. */
  Labels NAMES = (label, row) -> Emotion.parse(label);

  /** The letters of MSP-Podcast's EmoClass; X is a recording that the raters did not agree on. */
  Map<String, String> MSP_PODCAST =
      Map.of(
          "A", "anger",
          "S", "sadness",
          "H", "happiness",
          "U", "surprise",
          "F", "fear",
          "D", "disgust",
          "C", "contempt",
          "N", "neutral",
          "O", "other",
          "X", "unknown");

  /**
   * The emotion of a label.
   *
   * @param label not blank
   * @param row all fields of its row
   * @return empty if the label says that there is none
   * @throws Refused if it means nothing in this table
   */
  Optional<Emotion> emotion(String label, Map<String, String> row) throws Refused;

  /** MSP-Podcast's. */
  static Labels mspPodcast() {
    return (label, row) -> Emotion.parse(MSP_PODCAST.get(label.strip()));
  }

  /** A table of codes for people, in the codes' order. */
  static String described(Map<String, String> codes) {
    return codes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(24)
        .map(code -> code.getKey() + " " + meaning(code.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String meaning(String name) {
    return Emotion.parse(name).map(Emotion::name).orElse("no label");
  }
}
