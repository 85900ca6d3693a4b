package org.emodna.corpus.manifest;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.PathLookup;
import org.emodna.audio.PathText;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Unusable.Kind;
import org.emodna.corpus.Utterance;
import org.emodna.kernels.EmoDnaException;

/** Makes utterances of rows. */
final class RowUtterances implements Rows {
  private final Path manifest;
  private final Path folder;
  private final List<Path> places = new ArrayList<>();
  private final List<Utterance> utterances = new ArrayList<>();
  private final List<Unusable> unusable = new ArrayList<>();
  private final Map<String, Long> rowsById = new HashMap<>();
  private final PathLookup lookup = new PathLookup();
  private long last;

  /** Why one row is no utterance. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final Kind kind;

    Refused(Kind kind, String reason) {
      super(reason, null, false, false);
      this.kind = kind;
    }
  }

  RowUtterances(Path manifest, List<Path> places) {
    this.manifest = manifest;
    this.folder = manifest.toAbsolutePath().normalize().getParent();
    this.places.add(folder);
    places.forEach(place -> this.places.add(place.toAbsolutePath().normalize()));
  }

  List<Utterance> utterances() {
    return utterances;
  }

  List<Unusable> unusable() {
    return unusable;
  }

  long last() {
    return last;
  }

  @Override
  public void row(long number, Map<String, String> fields) {
    count(number);
    try {
      utterances.add(utterance(number, fields));
    } catch (Refused e) {
      refuse(number, e.kind, e.getMessage());
    }
  }

  @Override
  public void unreadable(long number, String reason) {
    count(number);
    refuse(number, Kind.NOT_UNDERSTOOD, reason);
  }

  private void count(long number) {
    last = number;
    if (number > ManifestLimits.ROWS) {
      throw new CorpusException(
          "manifest %s: more than %d rows; split it".formatted(manifest, ManifestLimits.ROWS));
    }
  }

  private void refuse(long number, Kind kind, String reason) {
    unusable.add(new Unusable("row " + number, kind, reason));
    if (unusable.size() > ManifestLimits.UNUSABLE_ROWS) {
      throw new CorpusException(
          "manifest %s: more than %d unusable rows; the first: %s: %s"
              .formatted(
                  manifest,
                  ManifestLimits.UNUSABLE_ROWS,
                  unusable.get(0).id(),
                  unusable.get(0).reason()));
    }
  }

  private Utterance utterance(long number, Map<String, String> fields) throws Refused {
    String written = Column.PATH.in(fields);
    if (written == null) {
      throw new Refused(
          Kind.NOT_UNDERSTOOD, "names no audio file (fields " + Column.PATH.names() + ")");
    }
    double offset = seconds(Column.OFFSET, fields);
    if (offset > 0) {
      throw new Refused(
          Kind.NOT_UNDERSTOOD,
          "is a part of a file (offset %s s); cut it into a file of its own".formatted(offset));
    }
    Path file = locate(written);
    String id = id(file);
    Optional<Emotion> emotion = emotion(fields);
    double duration = seconds(Column.DURATION, fields);
    Long earlier = rowsById.putIfAbsent(id, number);
    if (earlier != null) {
      throw new Refused(
          Kind.EXCLUDED, "the same file as row " + earlier + ": " + Manifest.excerpt(id));
    }
    return new Utterance(
        id,
        file,
        emotion.orElse(null),
        Column.SPEAKER.in(fields),
        gender(fields),
        duration,
        extra(fields));
  }

  private Path locate(String written) throws Refused {
    if (written.contains("://")) {
      throw new Refused(Kind.MISSING, "not a local file: " + Manifest.excerpt(written));
    }
    try {
      for (Path place : places) {
        Path file = place.resolve(written).normalize();
        if (Files.isRegularFile(file)) {
          return file;
        }
        // Manifests written on Windows.
        Path slashed = place.resolve(written.replace('\\', '/')).normalize();
        if (Files.isRegularFile(slashed)) {
          return slashed;
        }
      }
      Path alike = alike(written);
      if (alike != null) {
        return alike;
      }
    } catch (InvalidPathException e) {
      throw new Refused(
          Kind.MISSING,
          "no possible path here (beyond ASCII it takes a UTF-8 locale, such as LC_ALL=C.UTF-8): "
              + Manifest.excerpt(written));
    }
    String why = Files.isDirectory(folder.resolve(written)) ? "a folder: " : "no such file: ";
    throw new Refused(Kind.MISSING, why + Manifest.excerpt(written));
  }

  /** A file whose name is not UTF-8, or composed otherwise; null if there is none. */
  private Path alike(String written) throws Refused {
    try {
      for (Path place : places) {
        Path file = lookup.find(place, written).normalize();
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
      return null;
    } catch (EmoDnaException several) {
      throw new Refused(Kind.MISSING, several.getMessage());
    }
  }

  private String id(Path file) {
    Path shown = file.startsWith(folder) ? folder.relativize(file) : file;
    return PathText.of(shown).replace(file.getFileSystem().getSeparator(), "/");
  }

  private static Optional<Emotion> emotion(Map<String, String> fields) throws Refused {
    String label = Column.EMOTION.in(fields);
    try {
      return label == null ? Optional.empty() : Emotion.parse(label);
    } catch (CorpusException e) {
      throw new Refused(Kind.NOT_UNDERSTOOD, e.getMessage());
    }
  }

  private static Gender gender(Map<String, String> fields) {
    String text = Column.GENDER.in(fields);
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "f", "female", "woman" -> Gender.FEMALE;
      case "m", "male", "man" -> Gender.MALE;
      default -> null;
    };
  }

  /** NaN where the field is missing. */
  private static double seconds(Column column, Map<String, String> fields) throws Refused {
    String text = column.in(fields);
    if (text == null) {
      return Double.NaN;
    }
    double seconds;
    try {
      seconds = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      seconds = Double.NaN;
    }
    if (!Double.isFinite(seconds) || seconds < 0) {
      String name = column.names().get(0);
      throw new Refused(
          Kind.NOT_UNDERSTOOD, name + " '" + Manifest.excerpt(text) + "' is no number of seconds");
    }
    return seconds;
  }

  private static Map<String, String> extra(Map<String, String> fields) {
    Map<String, String> extra = new HashMap<>();
    fields.entrySet().stream()
        .filter(field -> !field.getKey().isEmpty() && field.getValue() != null)
        .filter(field -> field.getKey().length() <= ManifestLimits.EXTRA_CHARS)
        .filter(field -> field.getValue().length() <= ManifestLimits.EXTRA_CHARS)
        .filter(field -> Column.of(field.getKey()).isEmpty())
        .sorted(Map.Entry.comparingByKey())
        .limit(ManifestLimits.EXTRAS)
        .forEach(field -> extra.put(field.getKey(), field.getValue()));
    return extra;
  }
}
