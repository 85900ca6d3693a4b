package org.emodna.corpus.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * MELD's tables, which name a recording by dialogue and utterance: 0 and 3 are {@code
 * dia0_utt3.mp4}. The same numbers are other recordings in MELD's other parts, so the folder is
 * that of the part that the table's name says. Its times are those of the television episode.
 */
final class Meld {
  private static final String DIALOGUE = "dialogueid";
  private static final String UTTERANCE = "utteranceid";
  private static final List<String> EXTENSIONS =
      List.of(".mp4", ".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus");

  private static final Map<String, List<String>> FOLDERS =
      Map.of(
          "train", List.of("train_splits", "train/train_splits", "train"),
          "dev", List.of("dev_splits_complete", "dev/dev_splits_complete", "dev"),
          "test",
              List.of("output_repeated_splits_test", "test/output_repeated_splits_test", "test"));

  private Meld() {}

  static boolean isIts(Collection<String> columns) {
    List<String> keys = columns.stream().map(Column::key).toList();
    return keys.contains(DIALOGUE) && keys.contains(UTTERANCE);
  }

  /** Whether a column is needed to name a row's file. */
  static boolean covers(String column) {
    String key = Column.key(column);
    return key.equals(DIALOGUE) || key.equals(UTTERANCE);
  }

  /** The names that a row's recording may have; none if the row has no numbers. */
  static List<String> files(Map<String, String> fields) {
    Optional<Long> dialogue = number(fields, DIALOGUE);
    Optional<Long> utterance = number(fields, UTTERANCE);
    if (dialogue.isEmpty() || utterance.isEmpty()) {
      return List.of();
    }
    String stem = "dia%d_utt%d".formatted(dialogue.get(), utterance.get());
    return EXTENSIONS.stream().map(extension -> stem + extension).toList();
  }

  private static Optional<Long> number(Map<String, String> fields, String key) {
    for (Map.Entry<String, String> field : fields.entrySet()) {
      // A table that went through pandas may have 3.0.
      if (Column.key(field.getKey()).equals(key) && field.getValue().matches("[0-9]{1,9}(\\.0)?")) {
        return Optional.of(Long.parseLong(field.getValue().replaceFirst("\\.0$", "")));
      }
    }
    return Optional.empty();
  }

  /** The folders of the part that a table's name says, then those given. */
  static List<Path> folders(Path manifest, List<Path> given) {
    String name = manifest.getFileName().toString().toLowerCase(Locale.ROOT);
    List<Path> folders = new ArrayList<>();
    List<String> parts = FOLDERS.keySet().stream().filter(name::contains).toList();
    if (parts.size() == 1) {
      for (Path place : given) {
        FOLDERS.get(parts.get(0)).forEach(folder -> folders.add(place.resolve(folder)));
      }
      Path above = given.get(0).getParent();
      if (above != null) {
        FOLDERS.get(parts.get(0)).forEach(folder -> folders.add(above.resolve(folder)));
      }
    }
    folders.addAll(given);
    return folders;
  }
}
