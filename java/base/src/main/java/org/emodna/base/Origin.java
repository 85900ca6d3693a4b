package org.emodna.base;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where code comes from.
 *
 * @param name file name of the jar; name of the folder or of the module in a run-time image
 * @param sha256 of the jar; of a folder or module, of the names and contents of all its files
 */
public record Origin(String name, String sha256) {
  static Origin of(Class<?> part) {
    Path path = path(part);
    try {
      return new Origin(
          String.valueOf(path.getFileName()),
          Files.isDirectory(path) ? ofTree(path) : ContentHash.of(path));
    } catch (IOException e) {
      throw new EmoDnaException(
          PathText.of(path) + ", which holds " + part.getName() + ", can't be read (" + e + ")", e);
    }
  }

  /** Tells one jar from another; empty for Java's own classes. */
  static String location(Class<?> part) {
    URL location = url(part);
    return location == null ? "" : location.toExternalForm();
  }

  private static URL url(Class<?> part) {
    CodeSource source = part.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation();
  }

  private static Path path(Class<?> part) {
    URL location = url(part);
    if (location != null) {
      try {
        return Path.of(location.toURI());
      } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
        throw new EmoDnaException(
            part.getName()
                + " comes from "
                + location
                + ", which is not a file; put its jar on the class path by itself",
            e);
      }
    }
    throw new EmoDnaException(part.getName() + " comes from neither a jar nor a folder");
  }

  private static String ofTree(Path root) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString(), file));
    }
    MessageDigest digest = ContentHash.digest();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String line = file.getKey() + "\0" + ContentHash.of(file.getValue()) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
