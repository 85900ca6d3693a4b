package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathTextTest {
  @TempDir Path root;

  /** The path with the bytes that a URI writes as %E4. */
  private Path raw(String uri) {
    return Path.of(URI.create(root.toUri() + uri));
  }

  private Path make(String uri) throws IOException {
    Path file = raw(uri);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private String text(String uri) {
    return PathText.of(root.relativize(raw(uri)));
  }

  @Test
  void onlyBytesThatAreNotUtf8AreEscaped() {
    assertEquals("a/b c.wav", text("a/b%20c.wav"));
    assertEquals("\u00e4/\u4e2d.wav", text("%C3%A4/%E4%B8%AD.wav"));
    assertEquals("\\xE4/\u00e4\\xE4.wav", text("%E4/%C3%A4%E4.wav"));
    assertEquals("\uFFFD.wav", text("%EF%BF%BD.wav"));
    assertEquals("a\\b", text("a%5Cb"));
    assertEquals("\\x5Cxe4", text("%5Cxe4"));
    assertEquals(root + "/\\xE4", PathText.of(raw("%E4")));
    assertEquals("", PathText.of(Path.of("")));
  }

  @Test
  void namesOfFoldersToo() throws IOException {
    make("%E4/x");
    assertEquals("\\xE4", text("%E4"));
    assertEquals("\\xE4/x", text("%E4/x"));
  }

  @Test
  void theBytesComeBack() {
    byte[] bytes = {'a', (byte) 0xE4, '\\', 'x', 'E', '4', (byte) 0xC3, (byte) 0xA4, (byte) 0xFF};
    assertArrayEquals(bytes, PathText.bytes(PathText.decode(bytes)));
    assertEquals("a\\xE4\\x5CxE4\u00e4\\xFF", PathText.decode(bytes));
  }

  @Test
  void aFileIsFoundByItsEscapesItsSignsAndItsLetters() throws IOException {
    Path file = make("d%E9j%E0/%FCx.wav");
    for (String text :
        List.of(
            "d\\xE9j\\xE0/\\xFCx.wav",
            "d\uFFFDj\uFFFD/\uFFFDx.wav",
            "d\u00e9j\u00e0/\u00fcx.wav")) {
      assertEquals(file, new PathLookup().find(root, text), text);
      assertEquals(file, new PathLookup().find(root, root + "/" + text), text);
    }
  }

  @Test
  void aFileIsFoundHoweverItsAccentsAreComposed() throws IOException {
    String name = "\u00e9.wav";
    Path file = Files.createFile(root.resolve(Normalizer.normalize(name, Normalizer.Form.NFD)));
    assertEquals(file, new PathLookup().find(root, name));
  }

  @Test
  void ofSeveralThatLookAlikeNoneIsTaken() throws IOException {
    make("%C4x.wav");
    make("%D6x.wav");
    EmoDnaException e =
        assertThrows(EmoDnaException.class, () -> new PathLookup().find(root, "\uFFFDx.wav"));
    assertTrue(e.getMessage().contains("\\xC4x.wav, \\xD6x.wav"), e.getMessage());
    assertEquals(raw("%D6x.wav"), new PathLookup().find(root, "\\xD6x.wav"));
  }

  @Test
  void whatIsNotThereStaysAsWritten() {
    for (String text : List.of("a/b", "\u00e4/b", "\uFFFD", "\\xE4", "..", "/\u00e4")) {
      assertEquals(root.resolve(text), new PathLookup().find(root, text));
    }
  }
}
