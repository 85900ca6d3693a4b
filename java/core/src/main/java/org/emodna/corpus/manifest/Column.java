package org.emodna.corpus.manifest;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The fields of a manifest that mean something here, with the names that tools and people give
 * them. Case, plural, accents, blanks and punctuation in a name do not count.
 */
enum Column {
  /** The audio file; NeMo says audio_filepath, EmoBox wav, MSP-Podcast FileName. */
  PATH(
      "audio_filepath path file wav audio audio_path file_path filename",
      "(?:{m})*(?:audios?|wave?s?|files?|f?paths?|fname|clips?|recordings?|sounds?|datei|pfad"
          + "|dateipfad|fichier|chemin|archivo|ruta|percorso|arquivo|文件名?|路径|音频)"
          + "(?:{m}|audio|wave?|files?|paths?)*",
      "speech|voice|relative|rel|absolute|abs|full|local|names?|location|original|orig|source|src"
          + "|input|media|video|flac|mp3|data|segment|utt|utterance|sample|to"),
  /** The emotion; NeMo says label or target, EmoBox emo, MSP-Podcast EmoClass. */
  EMOTION(
      "emotion emotions",
      "(?:{m})*(?:emotions?|emotional|emos?|emozion[ei]|emocion(?:es)?|emocao|emocoes|gefuhle?|情感"
          + "|情绪)(?:{m})*"
          + "##(?:{m})*(?:affects?|expressions?|moods?|feelings?)(?:{m})*"
          + "##(?:true|gt|groundtruth|final|gold|main|primary|majority|consensus|target|class|audio"
          + "|speech)*(?:labels?|etikett|etiqueta|etichetta|标签)"
          + "(?:names?|ids?|idx|index|codes?|num|str|string|text|class|[0-9])*"
          + "##(?:target|true)*class(?:es)?(?:names?|ids?|idx|index|codes?|num|str)*"
          + "##targets?(?:names?|ids?)*"
          + "##(?:category|categories)(?:names?|ids?)*"
          + "##annotations?|groundtruth|gt|y",
      "labels?|class(?:es)?|category|categories|targets?|names?|types?|tags?|ids?|idx|index|codes?"
          + "|num|no|primary|main|major|majority|dominant|consensus|agreed|votes?|voted|final|gold"
          + "|gt|groundtruth|true|truth|perceived|expressed|intended|acted|discrete|categorical"
          + "|basic|speech|audio|voice|vocal|en|english|str|string|text|of|the|value|state|speaker"
          + "|utterance|utt|facial|[0-9]"),
  /** Who speaks. */
  SPEAKER(
      "speaker speaker_id spk spk_id speaker_name actor",
      "(?:{m})*(?:speakers?|spkr?s?|actors?|subjects?|subj|talkers?|participants?|sprecher|locuteur"
          + "|locutor|hablante|parlante|说话人)(?:{m})*##client_?ids?|clientids?",
      "ids?|names?|codes?|nr|no|num|numbers?|labels?|keys?|index|idx"),
  /** Female or male. */
  GENDER("gender sex", "(?:{m})*(?:genders?|sex|sexo|geschlecht)", "speakers?|spkr?|actors?"),
  /** Seconds, unless the name says milliseconds. */
  DURATION(
      "duration dur length",
      "(?:{m})*(?:durations?|dur|length|len)(?:{m})*##seconds|secs?",
      "audio|wav|file|clip|in|s|secs?|seconds?|ms|msecs?|milliseconds?"),
  /** Where in the file the utterance begins. */
  OFFSET(
      "offset start start_time",
      "(?:{m})*(?:offsets?|starts?|begins?|onsets?)(?:{m})*",
      "audio|segment|seg|clip|t|times?|at|in|s|secs?|seconds?|ms|msecs?|milliseconds?"),
  /** Where in the file it ends. */
  END(
      "end end_time",
      "(?:{m})*(?:ends?|stops?)(?:{m})*",
      "audio|segment|seg|clip|t|times?|at|in|s|secs?|seconds?|ms|msecs?|milliseconds?");

  private static final int NAME_CHARS = 64;

  private final List<String> names;
  private final List<String> keys;
  private final List<Pattern> patterns;

  /**
   * Names in order, then patterns of further names in order, with the words that {m} stands for.
   */
  Column(String names, String patterns, String modifiers) {
    this.names = List.of(names.split(" "));
    this.keys = this.names.stream().map(Column::key).toList();
    this.patterns =
        Arrays.stream(patterns.split("##"))
            .map(one -> Pattern.compile(one.replace("{m}", modifiers)))
            .toList();
  }

  /** The most usual names, the most telling first. */
  List<String> names() {
    return names;
  }

  /** How telling a name is: 0 is the best; -1 for a name that is none of this column. */
  int rank(String name) {
    String key = key(name);
    int exact = keys.indexOf(key);
    if (exact >= 0 || key.isEmpty() || key.length() > NAME_CHARS) {
      return exact;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matcher(key).matches()) {
        return keys.size() + i;
      }
    }
    return -1;
  }

  boolean covers(String name) {
    return rank(name) >= 0;
  }

  boolean coversAny(List<String> header) {
    return header.stream().anyMatch(this::covers);
  }

  static boolean anyCovers(String name) {
    return Arrays.stream(values()).anyMatch(column -> column.covers(name));
  }

  /** Letters and digits alone, lower case, without accents: what names are compared by. */
  static String key(String name) {
    if (name.length() > ManifestLimits.EXTRA_CHARS) {
      return "";
    }
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKD);
    return plain.replaceAll("[^\\p{L}\\p{Nd}]", "").toLowerCase(Locale.ROOT);
  }

  /** A field's name as the extras have it: {@code Room Size} becomes {@code room_size}. */
  static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
  }
}
