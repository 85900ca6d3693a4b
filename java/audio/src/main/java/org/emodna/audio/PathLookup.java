package org.emodna.audio;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Finds files by names that text cannot hold as they are: those that are not UTF-8, which Java
 * loses on the command line and which a table spells in letters; those that {@link PathText} shows
 * with escapes; and those whose accents are composed otherwise.
 *
 * <p>Remembers the folders that it has listed. Not thread-safe.
 */
public final class PathLookup {
  /** Encodings of the archives that such names come from. */
  private static final List<Charset> LEGACY =
      Stream.of("windows-1252", "IBM850", "x-MacRoman", "GB18030")
          .filter(Charset::isSupported)
          .map(Charset::forName)
          .toList();

  private static final int MOST_ENTRIES = 1_000_000;
  private static final int SHOWN = 5;

  private final Map<Path, List<Path>> listed = new HashMap<>();

  /** Nothing is listed before it is needed. */
  public PathLookup() {}

  /**
   * What text with escapes may have meant in the encodings of old archives.
   *
   * @param text as {@link PathText#of} makes it
   * @return a reading for each encoding; none where there is no escape
   */
  public static List<String> readings(String text) {
    if (!PathText.hasEscapes(text)) {
      return List.of();
    }
    byte[] bytes = PathText.bytes(text);
    return LEGACY.stream().map(charset -> new String(bytes, charset)).distinct().toList();
  }

  /**
   * The path that a text means: as written if there is such a file, else the one that looks so.
   *
   * @param folder what a relative path is relative to
   * @return the path; as written where nothing there is called so
   * @throws EmoDnaException if several files look so; the message lists them
   * @throws InvalidPathException if there is no file and no path can be called so
   */
  public Path find(Path folder, String text) {
    if (text.chars().allMatch(c -> c < 0x80) && !PathText.hasEscapes(text)) {
      return folder.resolve(text);
    }
    Path literal = null;
    try {
      literal = folder.resolve(text);
      if (Files.exists(literal)) {
        return literal;
      }
    } catch (InvalidPathException e) {
      // A locale without UTF-8 has no bytes for the name; a folder's list may have it all the same.
    }
    Path found = text.startsWith("/") ? folder.getFileSystem().getPath("/") : folder;
    for (String name : text.split("/+")) {
      if (found != null && !name.isEmpty()) {
        found = step(found, name);
      }
    }
    if (found != null) {
      return found;
    }
    return literal == null ? folder.resolve(text) : literal;
  }

  /** One level down; null if there is nothing of that name. */
  private Path step(Path folder, String name) {
    try {
      Path literal = folder.resolve(name);
      if (Files.exists(literal)) {
        return literal;
      }
    } catch (InvalidPathException e) {
      // As above.
    }
    List<Path> alike = list(folder).stream().filter(entry -> isAlike(entry, name)).toList();
    if (alike.size() > 1) {
      throw new EmoDnaException(
          Problem.of(
                  name + " in " + PathText.of(folder),
                  "may be one of %d files, whose names are not UTF-8: %s%s"
                      .formatted(
                          alike.size(),
                          alike.stream()
                              .limit(SHOWN)
                              .map(entry -> PathText.of(entry.getFileName()))
                              .collect(Collectors.joining(", ")),
                          alike.size() > SHOWN ? ", …" : ""))
              .remedy("write the name as it stands here"));
    }
    return alike.isEmpty() ? null : folder.resolve(alike.get(0).getFileName());
  }

  private static boolean isAlike(Path entry, String name) {
    String lossy = entry.getFileName().toString();
    if (lossy.equals(name) || composed(lossy).equals(composed(name))) {
      return true;
    }
    String text = PathText.of(entry.getFileName());
    return text.equals(name) || readings(text).contains(name);
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private List<Path> list(Path folder) {
    return listed.computeIfAbsent(
        folder,
        unlisted -> {
          List<Path> entries = new ArrayList<>();
          try (DirectoryStream<Path> all = Files.newDirectoryStream(unlisted)) {
            for (Path entry : all) {
              if (entries.size() < MOST_ENTRIES && !isAscii(entry)) {
                entries.add(entry);
              }
            }
          } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // The caller finds that there is no such file.
            return List.of();
          }
          entries.sort(null);
          return entries;
        });
  }

  /** Such a name is what it looks like, unless it looks like an escape. */
  private static boolean isAscii(Path entry) {
    String name = entry.getFileName().toString();
    return StandardCharsets.US_ASCII.newEncoder().canEncode(name) && !PathText.hasEscapes(name);
  }
}
