package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same file twice is used once, or not at all where the rows contradict each other. */
class ManifestRepeatsTest {
  @TempDir Path folder;
  private Tables tables;

  @BeforeEach
  void recordings() throws IOException {
    tables = Tables.in(folder);
  }

  @Test
  void differentLabelsOfOneFileAreAConflictAndNeitherWins() throws IOException {
    Manifest manifest =
        tables.read("m.csv", "path,label\na.wav,sad\nb.wav,happy\na.wav,angry\na.wav,sad\n");
    assertEquals("b.wav=happiness", Tables.ids(manifest));
    assertEquals(
        """
        row 1 CONFLICT contradicts row 3 on the same file (sadness and anger): a.wav
        row 3 CONFLICT contradicts row 1 on the same file (sadness and anger): a.wav
        row 4 EXCLUDED the same file as row 1, with the same label: a.wav""",
        Tables.reasons(manifest));
  }

  @Test
  void oneFileUnderSeveralSpellingsIsOneFile() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.wav"), folder.resolve("a.wav"));
    Manifest manifest =
        tables.read(
            "m.csv",
            "path,label\na.wav,sad\n./a.wav,Sadness\n%s,sad\nlink.wav,traurig\n"
                .formatted(folder.resolve("a.wav")));
    assertEquals("a.wav=sadness", Tables.ids(manifest));
    assertEquals(3, manifest.unusable().size());
    Manifest conflict = tables.read("m.csv", "path,label\na.wav,sad\nlink.wav,angry\nb.wav,sad\n");
    assertEquals("b.wav=sadness", Tables.ids(conflict));
  }

  @Test
  void aRowWithoutALabelContradictsNothing() throws IOException {
    for (String rows : new String[] {"a.wav,\na.wav,sad\n", "a.wav,sad\na.wav,xxx\n"}) {
      Manifest manifest = tables.read("m.csv", "path,label\n" + rows);
      assertEquals("a.wav=sadness", Tables.ids(manifest));
      assertEquals(1, manifest.unusable().size());
    }
  }

  @Test
  void differentSpeakersOfOneFileAreAConflictToo() throws IOException {
    Manifest manifest =
        tables.read("m.csv", "path,label,speaker\na.wav,sad,1\na.wav,sad,2\nb.wav,sad,%s\n");
    assertEquals("b.wav=sadness", Tables.ids(manifest));
    assertEquals(
        "row 1 CONFLICT contradicts row 2 on the same file (speakers 1 and 2): a.wav",
        Tables.reasons(manifest).lines().findFirst().orElseThrow());
  }

  @Test
  void percentSignsInNamesAreNames() throws IOException {
    tables.recordings("100%s.wav");
    Manifest manifest = tables.read("m.csv", "path,label\n100%s.wav,%d\n100%s.wav,%n\n%q.wav,x\n");
    assertFalse(manifest.unusable().isEmpty());
  }
}
