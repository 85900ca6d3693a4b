package org.emodna.corpus.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tables for tests, beside empty recordings that they may name. */
final class Tables {
  private final Path folder;

  private Tables(Path folder) {
    this.folder = folder;
  }

  /** With a.wav to e.wav. */
  static Tables in(Path folder) throws IOException {
    Tables tables = new Tables(folder);
    tables.recordings("a.wav", "b.wav", "c.wav", "d.wav", "e.wav");
    return tables;
  }

  void recordings(String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      if (!Files.exists(path)) {
        Files.createFile(path);
      }
    }
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Manifest read(String name, String text, String... labelColumns) throws IOException {
    return Manifest.read(write(name, text), List.of(labelColumns));
  }

  /** Each utterance's file and emotion. */
  static String ids(Manifest manifest) {
    return manifest.utterances().stream()
        .map(one -> one.id() + "=" + one.emotion())
        .collect(Collectors.joining("; "));
  }

  static String speakers(Manifest manifest) {
    return manifest.utterances().stream()
        .map(one -> String.valueOf(one.speaker()))
        .collect(Collectors.joining(" "));
  }

  static String reasons(Manifest manifest) {
    return manifest.unusable().stream()
        .map(one -> one.id() + " " + one.kind() + " " + one.reason())
        .collect(Collectors.joining("\n"));
  }

  static String notes(Manifest manifest) {
    return String.join("\n", manifest.notes());
  }
}
