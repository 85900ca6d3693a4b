package org.emodna.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * EmoBox's folder {@code data}: for each corpus {@code fold_N/CORPUS_train_fold_N.jsonl}, {@code
 * …_test_…}, for some {@code …_valid_…}, and {@code label_map.json}; the balanced sets of its
 * second track in {@code track2}.
 */
final class EmoBoxFiles {
  private static final Pattern FOLD = Pattern.compile("fold_?(\\d{1,4})");
  private static final Pattern LIST =
      Pattern.compile(".+_(train|test|valid)_fold_?(\\d{1,4})\\.jsonl");
  private static final long MOST_BYTES = 1 << 20;

  private final Path data;

  /**
   * @param folder EmoBox's repository, or the folder {@code data} in it
   */
  EmoBoxFiles(Path folder) {
    Path inner = folder.resolve("data");
    data = Files.isDirectory(inner) ? inner : folder;
    if (!Files.isDirectory(data)) {
      throw new ProtocolException(
          Problem.of("EmoBox's folder " + PathText.of(folder), "is not there")
              .remedy("name a copy of github.com/emo-box/EmoBox"));
    }
  }

  /**
   * The lists of a fold.
   *
   * @param valid null where there is none
   */
  record Lists(Path train, Path test, Path valid) {}

  /** The folder of a corpus, whose name is compared by letters and digits. */
  Optional<Path> corpus(String name) {
    return child(data, plain(name), true);
  }

  /** The second track's balanced set of a corpus. */
  Optional<Path> balanced(String name) {
    Path track = data.resolve("track2");
    return Files.isDirectory(track)
        ? child(track, plain(name) + "selectedbalencedjsonl", false)
        : Optional.empty();
  }

  private static Optional<Path> child(Path folder, String wanted, boolean isFolder) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        if (plain(one.getFileName().toString()).equals(wanted)
            && Files.isDirectory(one) == isFolder) {
          return Optional.of(one);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static ProtocolException unreadable(Path place, IOException e) {
    return new ProtocolException(
        Problem.of(PathText.of(place), "can't be read (" + Names.shown(e.toString()) + ")"), e);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** The folds of a corpus, by their numbers. */
  static Map<Integer, Lists> folds(Path corpus) {
    Map<Integer, Lists> folds = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(corpus)) {
      for (Path fold : all) {
        Matcher name = FOLD.matcher(fold.getFileName().toString());
        if (name.matches() && Files.isDirectory(fold)) {
          folds.put(Integer.parseInt(name.group(1)), lists(fold));
        }
      }
    } catch (IOException e) {
      throw unreadable(corpus, e);
    }
    if (folds.isEmpty()) {
      throw new ProtocolException(
          Problem.of(PathText.of(corpus), "has no folders fold_1, fold_2 …")
              .remedy("take it as EmoBox publishes it"));
    }
    return folds;
  }

  private static Lists lists(Path fold) throws IOException {
    Map<String, Path> lists = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(fold)) {
      for (Path one : all) {
        Matcher name = LIST.matcher(one.getFileName().toString());
        if (name.matches()) {
          lists.put(name.group(1), one);
        }
      }
    }
    if (!lists.containsKey("train") || !lists.containsKey("test")) {
      throw new ProtocolException(
          Problem.of(
                  PathText.of(fold),
                  "lacks the list of " + (lists.containsKey("train") ? "test" : "train"))
              .remedy("take it as EmoBox publishes it"));
    }
    return new Lists(lists.get("train"), lists.get("test"), lists.get("valid"));
  }

  /** What the labels of a corpus's lists mean; empty where there is no map. */
  static Map<String, String> codes(Path corpus) {
    Path file = corpus.resolve("label_map.json");
    Map<String, String> codes = new HashMap<>();
    if (!Files.isRegularFile(file)) {
      return codes;
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ProtocolException(Problem.of(PathText.of(file), "is larger than 1 MiB"));
      }
      JsonNode tree = new ObjectMapper().readTree(Files.readAllBytes(file));
      tree.properties().forEach(one -> codes.put(one.getKey(), one.getValue().asText()));
      return codes;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
