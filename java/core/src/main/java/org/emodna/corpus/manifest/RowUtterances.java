package org.emodna.corpus.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.Sound;
import org.emodna.base.PathText;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Unusable.Kind;
import org.emodna.corpus.Utterance;

/** Makes utterances of rows. */
final class RowUtterances implements Rows {
  /** Longer than any recording of an utterance, and than any that can be decoded. */
  private static final double MOST_SECONDS = 86_400;

  private record Bad(long number, Unusable row) {}

  private final Path manifest;
  private final Columns columns;
  private final Places places;
  private final Repeats repeats = new Repeats(this::refuse);
  private final List<Bad> bad = new ArrayList<>();
  private final Map<String, Long> ignored = new LinkedHashMap<>();
  private final Map<String, String> examples = new HashMap<>();

  RowUtterances(Path manifest, Columns columns, Places places) {
    this.manifest = manifest;
    this.columns = columns;
    this.places = places;
  }

  /** In the rows' order, once all are read. */
  List<Utterance> utterances() {
    return repeats.utterances();
  }

  /** In the rows' order, once {@link #utterances} has been called. */
  List<Unusable> unusable() {
    return bad.stream().sorted(Comparator.comparingLong(Bad::number)).map(Bad::row).toList();
  }

  /** What was passed over, with the number of rows. */
  List<String> notes() {
    Map<String, Long> counts = new LinkedHashMap<>();
    ignored.forEach((what, rows) -> counts.put(what + examples.getOrDefault(what, ""), rows));
    return ColumnChoice.counted(counts);
  }

  @Override
  public void row(Id id, Map<String, String> fields) {
    count(id);
    try {
      repeats.add(id, utterance(id, fields), timed(fields));
    } catch (Refused e) {
      refuse(id, e.kind(), e.group(), e.getMessage());
    }
  }

  @Override
  public void comment(Id id) {
    count(id);
    refuse(id, Kind.EXCLUDED, "a comment", "a comment");
  }

  @Override
  public void unreadable(Id id, String reason) {
    count(id);
    refuse(id, Kind.NOT_UNDERSTOOD, "a row that can't be read", reason);
  }

  private void count(Id id) {
    if (id.number() > ManifestLimits.ROWS) {
      throw new CorpusException(
          "manifest %s: more than %d rows; split it".formatted(manifest, ManifestLimits.ROWS));
    }
  }

  private void refuse(Id id, Kind kind, String group, String reason) {
    bad.add(new Bad(id.number(), new Unusable(id.name(), kind, reason, group)));
    if (bad.size() > ManifestLimits.UNUSABLE_ROWS) {
      throw new CorpusException(
          "manifest %s: more than %d unusable rows; the first: %s: %s"
              .formatted(
                  manifest,
                  ManifestLimits.UNUSABLE_ROWS,
                  bad.get(0).row().id(),
                  bad.get(0).row().reason()));
    }
  }

  private Utterance utterance(Id id, Map<String, String> fields) throws Refused {
    List<String> names = files(fields);
    double offset = 0;
    for (String column : columns.offsets()) {
      offset = Math.max(offset, offset(column, fields));
    }
    Path file = places.locate(names);
    if (offset > 0) {
      repeats.part(file, id);
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "is a part of a file",
          " (from %s s); cut it into a separate file".formatted(offset));
    }
    Optional<Emotion> emotion = emotion(fields);
    return new Utterance(
        id(file),
        Sound.of(file),
        emotion.orElse(null),
        speaker(fields),
        gender(fields),
        duration(fields),
        extra(fields));
  }

  private boolean timed(Map<String, String> fields) {
    return !Seconds.missing(String.valueOf(Columns.cell(fields, columns.end())))
        || columns.offsets().stream()
            .anyMatch(column -> !Seconds.missing(fields.getOrDefault(column, "")));
  }

  private List<String> files(Map<String, String> fields) throws Refused {
    if (columns.meld()) {
      List<String> files = Meld.files(fields);
      if (files.isEmpty()) {
        throw new Refused(
            Kind.NOT_UNDERSTOOD, "has no Dialogue_ID and Utterance_ID in numbers", "");
      }
      return files;
    }
    String written = Columns.cell(fields, columns.path());
    if (written == null) {
      List<String> asked = columns.path().isEmpty() ? Column.PATH.names() : columns.path();
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "names no audio file",
          " (fields " + Manifest.excerpt(asked + "") + ")");
    }
    return List.of(written);
  }

  /** The file below the manifest's folder, or with its whole path. */
  private String id(Path file) {
    Path folder = places.folder();
    Path shown = file.startsWith(folder) ? folder.relativize(file) : file;
    return PathText.of(shown).replace(file.getFileSystem().getSeparator(), "/");
  }

  private Optional<Emotion> emotion(Map<String, String> fields) throws Refused {
    String label = Columns.cell(fields, columns.emotion());
    if (label == null) {
      return Optional.empty();
    }
    if (label.startsWith("[") || label.startsWith("{")) {
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "its label is a list, and one emotion is needed",
          ": " + Manifest.excerpt(label));
    }
    if (label.indexOf(ManifestText.NO_TEXT) >= 0) {
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "its label is not valid UTF-8",
          "; save the manifest as UTF-8: " + Manifest.excerpt(label));
    }
    try {
      return columns.labels().emotion(label, fields);
    } catch (CorpusException e) {
      throw Refused.because(
          e.getMessage(), Kind.NOT_UNDERSTOOD, "its label is not a known emotion");
    }
  }

  private String speaker(Map<String, String> fields) throws Refused {
    String speaker = Columns.cell(fields, columns.speaker());
    if (speaker != null && speaker.indexOf(ManifestText.NO_TEXT) >= 0) {
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "its speaker is not valid UTF-8",
          "; save the manifest as UTF-8: " + Manifest.excerpt(speaker));
    }
    return speaker;
  }

  private Gender gender(Map<String, String> fields) {
    String text = Columns.cell(fields, columns.gender());
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "f", "female", "woman", "w" -> Gender.FEMALE;
      case "m", "male", "man" -> Gender.MALE;
      default -> null;
    };
  }

  /** A beginning must be understood: to use the whole file for a part of it would be wrong. */
  private double offset(String column, Map<String, String> fields) throws Refused {
    String text = fields.getOrDefault(column, "").strip();
    if (Seconds.missing(text)) {
      return 0;
    }
    if (Seconds.isDate(text)) {
      ignore("a date in column '%s' says nothing of the file".formatted(column), text);
      return 0;
    }
    return Seconds.parse(text, inMilliseconds(column))
        .orElseThrow(
            () ->
                new Refused(
                    Kind.NOT_UNDERSTOOD,
                    "where it begins in the file is not understood",
                    ": %s '%s' is not a number of seconds"
                        .formatted(Manifest.excerpt(column), Manifest.excerpt(text))));
  }

  /** NaN where the row does not say it, or not so that it is understood: nothing depends on it. */
  private double duration(Map<String, String> fields) {
    double end = seconds(columns.end(), fields);
    if (end > 0) {
      ignore(
          "whole files are used; their ends in column '%s' are not"
              .formatted(Columns.in(fields, columns.end())),
          "");
      return end;
    }
    return seconds(columns.duration(), fields);
  }

  private double seconds(List<String> columns, Map<String, String> fields) {
    String column = Columns.in(fields, columns);
    String text = Columns.cell(fields, columns);
    if (text == null || Seconds.missing(text)) {
      return Double.NaN;
    }
    Optional<Double> seconds =
        Seconds.parse(text, inMilliseconds(column)).filter(value -> value <= MOST_SECONDS);
    if (seconds.isEmpty()) {
      ignore("column '%s' is not a number of seconds and is ignored".formatted(column), text);
    }
    return seconds.orElse(Double.NaN);
  }

  private static boolean inMilliseconds(String column) {
    return Column.key(column).matches(".*(ms|msecs?|milliseconds?)");
  }

  private void ignore(String what, String text) {
    String plain = Manifest.excerpt(what);
    ignored.merge(plain, 1L, Long::sum);
    if (!text.isEmpty()) {
      examples.putIfAbsent(plain, ", for example '" + Manifest.excerpt(text) + "'");
    }
  }

  private Map<String, String> extra(Map<String, String> fields) {
    Map<String, String> extra = new HashMap<>();
    fields.entrySet().stream()
        .filter(field -> !field.getKey().isEmpty() && !columns.use(field.getKey()))
        .filter(field -> !field.getValue().isBlank())
        .filter(field -> field.getKey().length() <= ManifestLimits.EXTRA_CHARS)
        .filter(field -> field.getValue().length() <= ManifestLimits.EXTRA_CHARS)
        .sorted(Map.Entry.comparingByKey())
        .limit(ManifestLimits.EXTRAS)
        .forEach(field -> extra.putIfAbsent(Column.normalised(field.getKey()), field.getValue()));
    return extra;
  }
}
