package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.emodna.corpus.CorpusException;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Names of files and folders on the command line. */
class FolderNamesTest {
  @TempDir Path folder;
  private Path tones;

  @BeforeEach
  void write() throws IOException {
    tones = Tones.write(folder.resolve("tones"), 0.2, 1);
  }

  /** Puts the three clips into one folder, under names that are not UTF-8 and look alike. */
  private Path rename() throws IOException {
    Path raw = Files.createDirectory(folder.resolve("raw"));
    String[] names = {"%C4.wav", "%D6.wav", "%DC.wav"};
    for (int i = 0; i < names.length; i++) {
      Path clip = tones.resolve(Tones.LABELS.get(i)).resolve("clip0.wav");
      Files.move(clip, Path.of(URI.create(raw.toUri() + names[i])));
    }
    return raw;
  }

  @Test
  void featuresOfNamesThatAreNotUtf8AreAllThere() throws IOException {
    Path raw = rename();
    Path out = folder.resolve("features.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run("features", "--no-cache", "--out", out.toString(), raw.toString());
    assertEquals(0, ran.exit(), ran.err());
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertEquals(
          Set.of(raw + "/\\xC4.wav", raw + "/\\xD6.wav", raw + "/\\xDC.wav"),
          Set.copyOf(file.names()));
    }
  }

  @Test
  void aNameThatSeveralFilesMayHaveIsRefusedWithTheirEscapes() throws IOException {
    Path raw = rename();
    Path out = folder.resolve("features.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run("features", "--out", out.toString(), raw + "/\uFFFD.wav");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("\\xC4.wav, \\xD6.wav, \\xDC.wav"), ran.err());
    assertEquals(
        0,
        CommandLineTest.run("features", "--no-cache", "--out", out.toString(), raw + "/\\xD6.wav")
            .exit());
  }

  @Test
  void argumentsOfAnotherProcessStayAsTheyAre() {
    String[] args = {"scan", "what?", "\uFFFD"};
    assertArrayEquals(args, RawArguments.restore(args));
  }

  @Test
  void scanTakesALayoutAndSaysWhereSpeakersComeFrom() throws IOException {
    CommandLineTest.Ran ran =
        CommandLineTest.run("scan", "--json", "--layout", "{emotion}/{speaker}", tones.toString());
    assertEquals(0, ran.exit(), ran.err());
    JsonNode report = ran.json();
    assertEquals("clip0", report.get("speakers").get(0).get("name").asText());
    assertTrue(report.get("speakers_from").asText().contains("{emotion}/{speaker}"));
  }

  @Test
  void aLayoutMayBeForOneCorpusOfSeveral() throws IOException {
    Path other = Tones.write(folder.resolve("other"), 0.2, 1);
    CorpusOption option =
        CommandLine.populateCommand(
            new CorpusOption(),
            "--layout",
            tones + "={emotion}/{speaker}",
            "--layout",
            "{emotion}/{}");
    assertEquals("clip0", option.open(tones).utterances().get(0).speaker());
    assertEquals(null, option.open(other).utterances().get(0).speaker());
    CorpusOption wrong =
        CommandLine.populateCommand(new CorpusOption(), "--layout", "nowhere={emotion}/{}");
    assertTrue(
        assertThrows(CorpusException.class, () -> wrong.open(tones))
            .getMessage()
            .contains("nowhere"));
  }
}
