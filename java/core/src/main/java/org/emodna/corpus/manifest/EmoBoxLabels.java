package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Unusable.Kind;

/**
 * The labels of EmoBox's lists, which are each corpus's own codes: {@code s} is sadness in AESDD,
 * surprise in CaFE and fear in Polish. What they mean stands in the corpus's {@code label_map.json}
 * beside or above the list; if it is missing, the codes known here are used.
 */
final class EmoBoxLabels implements Labels {
  private static final List<String> MAPS = List.of("label_map.json", "label_dict.json");

  /** A list lies in the corpus's folder or in that of a fold. */
  private static final int FOLDERS = 2;

  /** The corpora whose codes are not names. */
  private static final Map<String, Map<String, String>> CODES = new HashMap<>();

  static {
    codes("aesdd", "a Angry,h Happy,f Fear,s Sad,d Disgust");
    codes("ased", "n Neutral,f Fear,h Happy,s Sad,S Sad,a Angry");
    codes(
        "asvpesd",
        "01 Boredom,02 Neutral,03 Happy,04 Sad,05 Angry,06 Fear,07 Disgust,08 Surprise,09 Excited,"
            + "10 Pleasure,11 Pain,12 Disappointment,13 Breath,17 Unknown");
    codes("cafe", "c Angry,d Disgust,j Happy,n Neutral,p Fear,s Surprise,t Sad");
    codes("enterface", "an Angry,su Surprise,fe Fear,ha Happy,sa Sad,di Disgust");
    codes("oreau", "C Angry,T Sad,J Happy,P Fear,D Disgust,S Surprise,N Neutral");
    codes("polish", "a Angry,n Neutral,s Fear");
    codes("savee", "a Angry,d Disgust,f Fear,h Happy,n Neutral,sa Sad,su Surprise");
    codes("urdu", "A Angry,H Happy,N Neutral,S Sad");
    CODES.put("msppodcast", MSP_PODCAST);
  }

  private final Path file;
  private final Map<String, String> map;

  private EmoBoxLabels(Path file, Map<String, String> map) {
    this.file = file;
    this.map = map;
  }

  private static void codes(String corpus, String table) {
    Map<String, String> codes = new HashMap<>();
    for (String code : table.split(",")) {
      codes.put(code.split(" ")[0], code.split(" ")[1]);
    }
    CODES.put(corpus, codes);
  }

  /** Whether fields are those of EmoBox's lists. */
  static boolean isIts(Collection<String> fields) {
    return fields.containsAll(List.of("wav", "emo", "dataset"));
  }

  /** Those of a list in some folder, by the map there. */
  static EmoBoxLabels in(Path folder) {
    Path place = folder;
    for (int i = 0; i < FOLDERS && place != null; i++, place = place.getParent()) {
      for (String name : MAPS) {
        Path file = place.resolve(name);
        if (Files.isRegularFile(file)) {
          return new EmoBoxLabels(file, read(file));
        }
      }
    }
    return new EmoBoxLabels(null, Map.of());
  }

  private static Map<String, String> read(Path file) {
    try {
      if (Files.size(file) > ManifestLimits.LABEL_MAP_BYTES) {
        throw new CorpusException(
            "label map %s: more than %d bytes".formatted(file, ManifestLimits.LABEL_MAP_BYTES));
      }
      JsonNode tree = new ObjectMapper().readTree(Files.readAllBytes(file));
      Map<String, String> map = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : tree.properties()) {
        if (!entry.getValue().isTextual()) {
          throw new CorpusException(
              "label map %s: '%s' must have a text, the emotion"
                  .formatted(file, Manifest.excerpt(entry.getKey())));
        }
        Emotion.parse(entry.getValue().asText());
        map.put(entry.getKey(), entry.getValue().asText());
      }
      return map;
    } catch (JsonProcessingException e) {
      throw new CorpusException("label map " + file + ": is not valid JSON", e);
    } catch (IOException e) {
      throw new CorpusException("label map " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is done with the labels, for people. */
  String note() {
    return file == null
        ? "the labels are read as EmoBox's codes of each dataset; there is no label_map.json"
        : "the labels are read by " + file + ": " + Labels.described(map);
  }

  @Override
  public Optional<Emotion> emotion(String label, Map<String, String> row) throws Refused {
    String dataset = row.getOrDefault("dataset", "");
    Map<String, String> codes = file == null ? CODES.getOrDefault(dataset, Map.of()) : map;
    String meaning = codes.get(label);
    if (meaning == null) {
      List<String> alike =
          codes.entrySet().stream()
              .filter(code -> code.getKey().equalsIgnoreCase(label))
              .map(Map.Entry::getValue)
              .distinct()
              .toList();
      meaning = alike.size() == 1 ? alike.get(0) : null;
    }
    // Some lists write a name that their map has otherwise.
    if (meaning == null && (codes.isEmpty() || Emotion.known(label).isPresent())) {
      meaning = label;
    }
    if (meaning == null) {
      throw Refused.because(
          "the label '%s' is not in %s"
              .formatted(
                  Manifest.excerpt(label),
                  file == null ? "the codes of EmoBox's " + Manifest.excerpt(dataset) : file),
          Kind.NOT_UNDERSTOOD,
          "its label is not among the codes");
    }
    return Emotion.parse(meaning);
  }
}
