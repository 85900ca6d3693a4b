package org.emodna.corpus.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields of a manifest that mean something here, with the names that tools give them. */
enum Column {
  /** The audio file; NeMo says audio_filepath, EmoBox wav. */
  PATH("audio_filepath", "path", "file", "wav", "audio", "audio_path", "file_path", "filename"),
  /** The emotion; NeMo says label or target, EmoBox emo. */
  EMOTION("emotion", "label", "class", "emo", "target", "category"),
  /** Who speaks. */
  SPEAKER("speaker", "speaker_id", "spk", "spk_id", "speaker_name", "actor"),
  /** Female or male. */
  GENDER("gender", "sex"),
  /** Seconds. */
  DURATION("duration", "dur", "length"),
  /** Where in the file the utterance begins, in seconds. */
  OFFSET("offset", "start", "start_time");

  private final List<String> names;

  Column(String... names) {
    this.names = List.of(names);
  }

  /** The names it goes by, the most telling first. */
  List<String> names() {
    return names;
  }

  /** The field's text: of several names present the first counts. Null if there is none. */
  String in(Map<String, String> row) {
    for (String name : names) {
      String value = row.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  /** The column that a field of that normalised name belongs to. */
  static Optional<Column> of(String name) {
    return Arrays.stream(values()).filter(column -> column.covers(name)).findFirst();
  }

  boolean covers(String name) {
    return names.contains(name);
  }

  /** A field's name without case, as {@code Audio FilePath} becomes {@code audio_filepath}. */
  static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
  }
}
