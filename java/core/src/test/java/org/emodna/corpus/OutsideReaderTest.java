package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;
import org.example.StageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus reader from a user's jar serves as a built-in one does, or is refused by its class. */
class OutsideReaderTest {
  private static final String SERVICE = "META-INF/services/" + CorpusReader.class.getName();

  @TempDir Path root;
  @TempDir Path jar;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private URLClassLoader outside;

  @BeforeEach
  void corpus() {
    Trees.make(root, "x/ann-act1-angry.wav", "x/bob-act2-sad.wav", "x/ann-act2-happy.mp3");
  }

  /** Only this thread sees the readers, so that no other test does. */
  private void register(String... classes) throws IOException {
    Files.createDirectories(jar.resolve(SERVICE).getParent());
    Files.write(jar.resolve(SERVICE), List.of(classes));
    outside = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(outside);
  }

  private void register(Class<?> reader) throws IOException {
    register(reader.getName());
  }

  @AfterEach
  void forget() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    if (outside != null) {
      outside.close();
    }
  }

  private String refused() {
    String named =
        assertThrows(CorpusException.class, () -> Corpus.open(root, "emodb")).getMessage();
    assertEquals(named, assertThrows(CorpusException.class, () -> Corpus.open(root)).getMessage());
    return named;
  }

  private static void contains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void isDetected() throws IOException {
    assertThrows(UnknownCorpusException.class, () -> Corpus.open(root));
    register(StageReader.class);
    Corpus corpus = Corpus.open(root);
    assertEquals("stage", corpus.reader());
    assertEquals("Stage", corpus.name());
    assertEquals(
        """
        x/ann-act1-angry.wav anger ann null
        x/ann-act2-happy.mp3 happiness ann null
        x/bob-act2-sad.wav sadness bob null
        """,
        Trees.lines(corpus));
    assertEquals(Map.of("act", "1"), corpus.utterances().get(0).extra());
  }

  @Test
  void isChosenByNameAndListed() throws IOException {
    assertFalse(Corpus.readers().contains("stage"));
    register(StageReader.class);
    assertEquals(3, Corpus.open(root, "Stage").utterances().size());
    contains(Corpus.readers(), "baved, stage, folders");
  }

  @Test
  void leavesOtherCorporaToTheirReaders() throws IOException {
    register(StageReader.class);
    Path emodb = Trees.make(root.resolve("other"), "03a01Fa.wav", "03a01Wa.wav");
    assertEquals("emodb", Corpus.open(emodb).reader());
  }

  /** A reader whose parts a test replaces. */
  private abstract static class Plain implements CorpusReader {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public String title() {
      return "Plain";
    }

    @Override
    public String pattern() {
      return "anything";
    }

    @Override
    public Reading read(CorpusFile file) {
      return Reading.speech(Emotion.ANGER, file.folder(1));
    }
  }

  public static final class Emodb extends Plain {
    @Override
    public String name() {
      return "emodb";
    }
  }

  public static final class Auto extends Plain {
    @Override
    public String name() {
      return "auto";
    }
  }

  public static final class Twin extends Plain {
    @Override
    public String name() {
      return "stage";
    }
  }

  @Test
  void aNameThatIsTakenIsRefused() throws IOException {
    register(Emodb.class);
    contains(refused(), Emodb.class.getName(), "'emodb'", "the built-in reader of EMODB");
    register(StageReader.class.getName(), Twin.class.getName());
    contains(refused(), Twin.class.getName(), "'stage'", StageReader.class.getName());
    register(Auto.class);
    contains(refused(), Auto.class.getName(), "'auto'");
  }

  public static final class Spaced extends Plain {
    @Override
    public String name() {
      return "My Corpus";
    }
  }

  public static final class Untitled extends Plain {
    @Override
    public String title() {
      return null;
    }
  }

  @Test
  void whatCantBeNamedOrShownIsRefused() throws IOException {
    register(Spaced.class);
    contains(refused(), Spaced.class.getName(), "'My Corpus'", "lower-case letters and digits");
    register(Untitled.class);
    contains(refused(), Untitled.class.getName(), "null from title()");
  }

  public static final class BrokenStart extends Plain {
    public BrokenStart() {
      throw new IllegalStateException("no table");
    }
  }

  /** Named by mistake. */
  public static final class NoReader {}

  @Test
  void aClassThatCantBeMadeIsRefused() throws IOException {
    register("com.example.Missing");
    contains(refused(), "com.example.Missing", "no such class");
    register(BrokenStart.class);
    contains(refused(), BrokenStart.class.getName(), "no table");
    register(NoReader.class);
    contains(refused(), NoReader.class.getName(), "does not implement");
  }

  public static final class BrokenTree extends Plain {
    @Override
    public CorpusReader prepared(CorpusTree tree) {
      throw new UnsupportedOperationException("later");
    }
  }

  public static final class BrokenNames extends Plain {
    @Override
    public Reading read(CorpusFile file) {
      return Reading.speech(Emotion.ANGER, file.stem().split("_")[1]);
    }
  }

  public static final class Speechless extends Plain {
    @Override
    public Reading read(CorpusFile file) {
      return null;
    }
  }

  private String broken(Class<?> reader) throws IOException {
    register(reader);
    String message = assertThrows(CorpusException.class, () -> Corpus.open(root)).getMessage();
    String named =
        assertThrows(CorpusException.class, () -> Corpus.open(root, "plain")).getMessage();
    assertEquals(message, named);
    contains(message, reader.getName());
    return message;
  }

  @Test
  void whatGoesWrongInItNamesItsClassAndTheFile() throws IOException {
    contains(broken(BrokenTree.class), "prepared(", root.toString(), "later");
    contains(broken(BrokenNames.class), "read(x/ann-act1-angry.wav)", "ArrayIndexOutOfBounds");
    contains(broken(Speechless.class), "read(x/ann-act1-angry.wav)", "null");
  }

  @Test
  void aBrokenReaderLeavesANamedOneAlone() throws IOException {
    register(BrokenNames.class);
    Path emodb = Trees.make(root.resolve("other"), "03a01Fa.wav", "03a01Wa.wav");
    assertEquals("emodb", Corpus.open(emodb, "emodb").reader());
  }
}
