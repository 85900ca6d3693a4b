package org.emodna.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.CorpusOptions;

/** Any text is a layout of a folder's files, or ends in one error. */
public final class LayoutFuzz {
  private static final Path FOLDER = folder();

  private LayoutFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(LayoutFuzz::fuzzerTestOneInput);
  }

  private static Path folder() {
    try {
      Path root = Files.createTempDirectory("emodna-fuzz");
      root.toFile().deleteOnExit();
      for (String name :
          new String[] {"s1/angry/a_01.wav", "s1/sad/b_02.wav", "s2/angry/c_03.wav"}) {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens the folder.
   *
   * @param input text of a layout
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String layout = new String(input, StandardCharsets.UTF_8);
    try {
      Corpus.open(FOLDER, CorpusOptions.builder().layout(layout).build());
    } catch (CorpusException expected) {
      Expected.message(expected, "", input);
    }
  }
}
