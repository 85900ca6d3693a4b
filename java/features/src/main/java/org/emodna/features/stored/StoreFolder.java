package org.emodna.features.stored;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * The files of a folder that can hold embeddings, by their path below it without the ending. Hidden
 * ones are left out, links are followed but never round a loop, as in a corpus.
 */
record StoreFolder(SortedMap<String, Path> npy, SortedMap<String, Path> safetensors) {
  static final String NPY = ".npy";
  static final String SAFETENSORS = ".safetensors";
  private static final int MOST_LEVELS = 64;

  static StoreFolder of(Path folder) {
    StoreFolder found = new StoreFolder(new TreeMap<>(), new TreeMap<>());
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          MOST_LEVELS,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) {
              return !one.equals(folder) && isHidden(one)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !isHidden(file)) {
                found.add(folder, file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause)
                throws IOException {
              if (file.equals(folder)) {
                throw cause;
              }
              // An embedding that can't be seen is one that is missing, which is listed.
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new FeatureException(
          Problem.of(PathText.of(folder), "can't be listed (" + e.getMessage() + ")"), e);
    }
    return found;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private void add(Path folder, Path file) {
    String name = PathText.of(folder.relativize(file)).replace(File.separatorChar, '/');
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(NPY)) {
      npy.put(name.substring(0, name.length() - NPY.length()), file);
    } else if (lower.endsWith(SAFETENSORS)) {
      safetensors.put(name.substring(0, name.length() - SAFETENSORS.length()), file);
    }
    if (npy.size() + safetensors.size() > EmbeddingStore.MOST) {
      throw new FeatureException(
          Problem.of(PathText.of(folder), "holds more than %d files".formatted(EmbeddingStore.MOST))
              .remedy("name the folder that the embeddings of one corpus lie in"));
    }
  }
}
