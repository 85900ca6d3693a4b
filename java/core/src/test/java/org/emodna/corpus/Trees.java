package org.emodna.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds folders of empty files, which is all that readers of names look at. */
final class Trees {
  private Trees() {}

  static Path make(Path root, String... files) {
    try {
      for (String file : files) {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createFile(path);
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code id emotion speaker gender} of every utterance, a line each. */
  static String lines(Corpus corpus) {
    StringBuilder lines = new StringBuilder();
    for (Utterance one : corpus.utterances()) {
      lines
          .append(one.id())
          .append(' ')
          .append(one.emotion())
          .append(' ')
          .append(one.speaker())
          .append(' ')
          .append(one.gender())
          .append('\n');
    }
    return lines.toString();
  }

  /** {@code id: KIND reason} of every unusable file, a line each. */
  static String unusable(Corpus corpus) {
    StringBuilder lines = new StringBuilder();
    for (Unusable one : corpus.unusable()) {
      lines
          .append(one.id())
          .append(": ")
          .append(one.kind())
          .append(' ')
          .append(one.reason())
          .append('\n');
    }
    return lines.toString();
  }
}
