package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are taken for recordings. */
class AudioFilesTest {
  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @Test
  void whatANameCallsNoRecordingIsPassedOver() throws IOException {
    for (String name :
        List.of("README", "Readme.TXT", "labels.csv", "a/speech.TextGrid", "a/cover.jpg")) {
      file(name);
    }
    Path wav = file("b/speech.WAV");
    Path video = file("a/talk.mp4");
    // A name that says nothing: the decoder finds out.
    Path unknown = file("a/speech");
    Path ending = file("c.xyz");
    assertEquals(List.of(unknown, video, wav, ending), AudioFiles.below(List.of(folder)));
  }

  @Test
  void whatIsHiddenIsPassedOver() throws IOException {
    file(".speech.wav");
    file(".trash/speech.wav");
    Path seen = file("speech.wav");
    assertEquals(List.of(seen), AudioFiles.below(List.of(folder)));
  }

  @Test
  void aFileThatIsGivenItselfIsTaken() throws IOException {
    Path readme = file("readme.txt");
    assertEquals(List.of(readme), AudioFiles.below(List.of(readme)));
  }

  @Test
  void aFolderWithoutRecordingsIsAnError() throws IOException {
    file("readme.txt");
    EmoDnaException e =
        assertThrows(EmoDnaException.class, () -> AudioFiles.below(List.of(folder)));
    assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
    assertTrue(e.getMessage().endsWith("no files there"), e.getMessage());
  }

  /** Left out without a word, a link whose disk is gone would be a recording that nobody misses. */
  @Test
  void whatCannotBeReadStaysInTheListForTheDecoderToName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("gone.wav"), folder.resolve("nowhere.wav"));
    Path deep = folder;
    for (int level = 0; level < 64; level++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep.resolve("e"));
    Path sound = file("speech.wav");
    assertEquals(List.of(deep, link, sound), AudioFiles.below(List.of(folder)));
  }

  @Test
  void oneUnreadableFolderDoesNotStopTheOthers() throws IOException {
    Path closed = Files.createDirectories(folder.resolve("closed"));
    Path open = file("open/speech.wav");
    assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed));
    assertEquals(List.of(closed, open), AudioFiles.below(List.of(closed, open.getParent())));
    assertEquals(List.of(closed, open), AudioFiles.below(List.of(folder)));
  }
}
