package org.emodna.features.stored;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.JsonErrors;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * What the names in a store stand for, where they are no paths: EmoBox calls an utterance {@code
 * casia-201-wangzhe-angry} and says in its lists which recording that is. Read are those lists
 * (JSON or JSONL objects with {@code key} and {@code wav}), and tables of {@code NAME<TAB>PATH}
 * lines.
 *
 * <p>The paths of such lists begin with folders of another machine; so an utterance is the one
 * whose path ends in its id, whole folders compared, extensions left aside.
 */
final class EmbeddingKeys {
  private static final String SEVERAL = "";
  private static final long MOST_BYTES = 256L << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNameLength(4096)
                  .maxStringLength(65_536)
                  .build())
          .build();

  private final String file;

  /** Names by each ending of their paths that begins with a whole folder. */
  private final Map<String, String> names = new HashMap<>();

  private EmbeddingKeys(Path file) {
    this.file = PathText.of(file);
  }

  static EmbeddingKeys read(Path file) {
    EmbeddingKeys keys = new EmbeddingKeys(file);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw keys.broken("has more than %d MiB".formatted(MOST_BYTES >> 20));
      }
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        if (name.endsWith(".json") || name.endsWith(".jsonl")) {
          keys.json(in);
        } else {
          keys.table(in);
        }
      }
    } catch (JsonProcessingException e) {
      throw keys.broken("is not valid JSON: " + JsonErrors.reason(e));
    } catch (IOException e) {
      throw new FeatureException(
          Problem.of(keys.file, "can't be read (" + e + ")")
              .remedy("name EmoBox's list of the corpus, or lines of NAME<TAB>PATH"),
          e);
    }
    if (keys.names.isEmpty()) {
      throw keys.broken("names no embedding");
    }
    return keys;
  }

  private FeatureException broken(String how) {
    return new FeatureException(
        Problem.of(file, how)
            .remedy("name EmoBox's list of the corpus, or lines of NAME<TAB>PATH"));
  }

  private void table(BufferedReader in) throws IOException {
    int number = 0;
    for (String line; (line = in.readLine()) != null; ) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] fields = line.split("\t", -1);
      if (fields.length < 2) {
        throw broken("line %d has no tabulator".formatted(number));
      }
      add(fields[0], fields[1]);
    }
  }

  /** Objects one after another (JSONL), in a list, or in one object by their key. */
  private void json(BufferedReader in) throws IOException {
    try (JsonParser parser = JSON.createParser(in)) {
      String key = null;
      String wav = null;
      String outer = null;
      int depth = 0;
      for (JsonToken token; (token = parser.nextToken()) != null; ) {
        switch (token) {
          case START_OBJECT -> {
            outer = depth > 0 ? parser.getParsingContext().getParent().getCurrentName() : null;
            depth++;
            key = null;
            wav = null;
          }
          case END_OBJECT -> {
            depth--;
            if (wav != null) {
              String name = key == null ? outer : key;
              if (name == null) {
                throw broken("has a recording without a key");
              }
              add(name, wav);
            }
            key = null;
            wav = null;
          }
          case VALUE_STRING -> {
            if ("key".equals(parser.currentName())) {
              key = parser.getText();
            } else if ("wav".equals(parser.currentName())) {
              wav = parser.getText();
            }
          }
          default -> {}
        }
      }
    }
  }

  private void add(String name, String path) {
    String stem = EmbeddingNames.stem(path.replace('\\', '/'));
    for (int from = 0; from >= 0; ) {
      names.merge(stem.substring(from), name, (one, other) -> one.equals(other) ? one : SEVERAL);
      int next = stem.indexOf('/', from);
      from = next < 0 ? -1 : next + 1;
    }
    if (names.size() > 8 * EmbeddingStore.MOST) {
      throw broken("has more paths than any corpus");
    }
  }

  /**
   * The name of an utterance's embedding.
   *
   * @throws FeatureException if several could be meant
   */
  Optional<String> find(String id) {
    String found = names.get(EmbeddingNames.stem(id));
    if (SEVERAL.equals(found)) {
      throw new FeatureException(
          Problem.of(id, "several recordings in %s end in this path".formatted(file))
              .remedy("open the corpus by a folder further up, so that ids are longer"));
    }
    return Optional.ofNullable(found);
  }
}
