package org.emodna.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.junit.jupiter.api.Assertions;

/** Folders of small files named like those of known corpora; no two have the same bytes. */
final class Trees {
  static final String[] EMODB_LETTERS = {"W", "A", "F", "N", "T"};

  private Trees() {}

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a content that says where it lies. */
  private static void unlike(Path file) {
    write(file, "not a sound: " + file);
  }

  /** EMODB: five classes, so many texts of each for each speaker. */
  static Path emodb(Path folder, int texts, String... speakers) {
    for (String speaker : speakers) {
      for (int text = 1; text <= texts; text++) {
        for (String letter : EMODB_LETTERS) {
          unlike(folder.resolve("%sa%02d%sa.wav".formatted(speaker, text, letter)));
        }
      }
    }
    return folder;
  }

  /** EMOVO: five classes and disgust. */
  static Path emovo(Path folder, int sentences) {
    for (String speaker : List.of("f1", "f2", "m1")) {
      for (int i = 1; i <= sentences; i++) {
        for (String emotion : List.of("rab", "pau", "gio", "neu", "tri", "dis")) {
          unlike(folder.resolve(speaker).resolve("%s-%s-b%d.wav".formatted(emotion, speaker, i)));
        }
      }
    }
    return folder;
  }

  /** CASIA: six classes. */
  static Path casia(Path folder) {
    for (String speaker : List.of("liuchanhg", "wangzhe")) {
      for (String emotion : List.of("angry", "fear", "happy", "neutral", "sad", "surprise")) {
        unlike(folder.resolve(speaker).resolve(emotion).resolve("201.wav"));
        unlike(folder.resolve(speaker).resolve(emotion).resolve("202.wav"));
      }
    }
    return folder;
  }

  /** eNTERFACE: six classes, without neutral. */
  static Path enterface(Path folder) {
    for (int subject = 1; subject <= 2; subject++) {
      for (String emotion :
          List.of("anger", "disgust", "fear", "happiness", "sadness", "surprise")) {
        unlike(
            folder.resolve(
                "subject %d/%s/sentence 1/s%d_%s_1.avi"
                    .formatted(subject, emotion, subject, emotion.substring(0, 2))));
      }
    }
    return folder;
  }

  /** What is wrong, as it is said; fails where nothing is. */
  static String problem(Runnable code) {
    EmoDnaException e = Assertions.assertThrows(EmoDnaException.class, code::run);
    return e.getMessage();
  }

  /** Demands that a text says all of this. */
  static void says(String text, String... parts) {
    for (String part : parts) {
      Assertions.assertTrue(text.contains(part), () -> "no '" + part + "' in: " + text);
    }
  }

  static Protocol protocol(String yaml) {
    return ProtocolReader.read(yaml, "mine.yaml", Path.of("").toAbsolutePath());
  }
}
