package org.emodna.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.emodna.base.PathText;
import org.emodna.features.UtteranceKey;

/**
 * What embeddings of named files are looked up by: a file below a folder that was named has its
 * path relative to that folder, which is taken for a corpus of the folder's name. A file that was
 * named itself has its path alone.
 */
final class FileKeys {
  private final List<Path> folders;

  FileKeys(List<Path> given) {
    folders =
        given.stream()
            .filter(Files::isDirectory)
            .sorted(Comparator.comparingInt(Path::getNameCount))
            .toList();
  }

  /** Null for a file that was named itself. */
  UtteranceKey of(Path file) {
    Optional<Path> folder =
        folders.stream().filter(one -> file.startsWith(one) && !file.equals(one)).findFirst();
    return folder.map(one -> key(one, file)).orElse(null);
  }

  private static UtteranceKey key(Path folder, Path file) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    String id = PathText.of(folder.relativize(file)).replace(File.separatorChar, '/');
    return new UtteranceKey(name == null ? "" : PathText.of(name), id);
  }
}
