package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in the bytes of old archives. */
class NamesNotUtf8Test {
  @TempDir Path root;

  /** A file whose name has the bytes that a URI writes as %E4. */
  private void make(String... uris) throws IOException {
    for (String uri : uris) {
      Path file = Path.of(URI.create(root.toUri() + uri));
      Files.createDirectories(file.getParent());
      Files.writeString(file, uri);
    }
  }

  @Test
  void everyFileIsUsedAndToldApart() throws IOException {
    make("sad/%C4y.wav", "sad/%D6y.wav", "angry/%C4x.wav", "angry/%D6x.wav", "angry/%C3%84x.wav");
    assertEquals(
        """
        angry/\\xC4x.wav anger null null
        angry/\\xD6x.wav anger null null
        angry/Äx.wav anger null null
        sad/\\xC4y.wav sadness null null
        sad/\\xD6y.wav sadness null null
        """,
        Trees.lines(Corpus.open(root)));
  }

  @Test
  void aNameThatHoldsTheEscapeItselfIsAnother() throws IOException {
    make("sad/%C4y.wav", "sad/%5CxC4y.wav", "angry/a%5Cb.wav");
    Corpus corpus = Corpus.open(root);
    assertEquals(
        """
        angry/a\\b.wav anger null null
        sad/\\x5CxC4y.wav sadness null null
        sad/\\xC4y.wav sadness null null
        """,
        Trees.lines(corpus));
    assertTrue(corpus.utterances().stream().allMatch(one -> Files.exists(one.path())));
  }

  @Test
  void foldersOfEmotionsAndSpeakersAreUnderstood() throws IOException {
    make("Ren%E9/Col%E8re/1.wav", "Ren%E9/Tristesse/1.wav", "Ana%EFs/Col%E8re/1.wav");
    // 生气 in GB 18030, Colère in the encoding of old DOS.
    make("Ana%EFs/%C9%FA%C6%F8/2.wav", "Ana%EFs/Col%8Are/3.wav");
    assertEquals(
        """
        Ana\\xEFs/Col\\x8Are/3.wav anger Ana\\xEFs null
        Ana\\xEFs/Col\\xE8re/1.wav anger Ana\\xEFs null
        Ana\\xEFs/\\xC9\\xFA\\xC6\\xF8/2.wav anger Ana\\xEFs null
        Ren\\xE9/Col\\xE8re/1.wav anger Ren\\xE9 null
        Ren\\xE9/Tristesse/1.wav sadness Ren\\xE9 null
        """,
        Trees.lines(Corpus.open(root)));
  }

  @Test
  void aManifestNamesThemInLettersOrEscapes() throws IOException {
    make("wav/%C4x.wav", "wav/%D6x.wav");
    Path list =
        Trees.write(
            root.resolve("list.csv"), "path,label\nwav/Äx.wav,angry\n\"wav/\\xD6x.wav\",sad\n");
    assertEquals(
        """
        wav/\\xC4x.wav anger null null
        wav/\\xD6x.wav sadness null null
        """,
        Trees.lines(Corpus.open(list)));
  }
}
