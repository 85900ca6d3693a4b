package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.emodna.base.ContentHash;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.evaluation.Target;
import org.emodna.model.ModelFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The parts of examples/extension in runs: the jar's hash belongs to a run and to its model. */
class ExtensionRunTest extends ToneTraining {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("emodna.root", "../.."), "examples", "extension", "src", "main");

  private static Path classes;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final List<URLClassLoader> jars = new ArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString()));
    try (Stream<Path> sources = Files.list(EXAMPLE.resolve("java/org/example"))) {
      sources.map(Path::toString).forEach(arguments::add);
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
  }

  /** A jar of the example's, with a line of the version. */
  private static Path jar(String name, String version) throws IOException {
    Path jar = Files.createDirectories(folder.resolve(version)).resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      add(entries, classes);
      add(entries, EXAMPLE.resolve("resources"));
      entries.putNextEntry(new JarEntry("version"));
      entries.write(version.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void add(JarOutputStream entries, Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(root.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
      }
    }
  }

  /** Puts a jar on this thread's class path, in the place of another. */
  private void use(Path jar) throws IOException {
    URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, before) {
          /** The tests have a reader of the example's name. */
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.example.")) {
              synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
              }
            }
            return super.loadClass(name, resolve);
          }
        };
    jars.add(loader);
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterEach
  void forget() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    for (URLClassLoader jar : jars) {
      jar.close();
    }
  }

  private static TrainingConfig config() {
    return ConfigFile.parse(
        """
        terms: [prototypes]
        features: {streams: [mfcc, loudness]}
        encoders: {corpus: {kind: pooled, hidden: 8, width: 8}}
        """,
        "parts",
        ToneCorpus.config());
  }

  @Test
  void anotherJarDoesNotResumeARunInSilence() throws IOException {
    Path one = jar("parts.jar", "1");
    use(one);
    training(config(), "run").stopWhen(() -> true).run(Progress.NONE);

    use(jar("parts.jar", "2"));
    assertEquals(
        folder.resolve("run.checkpoint")
            + ": was written with other extensions (parts.jar has changed); resume with the same"
            + " jars, or begin anew (Training.restart)",
        refused());

    use(jar("renamed.jar", "1"));
    assertTrue(refused().contains("(parts.jar is missing; renamed.jar is new)"), refused());

    use(one);
    training(config(), "run").resume(true).run(Progress.NONE).requireFinished();
    assertEquals(
        ContentHash.of(one),
        ModelFile.load(folder.resolve("run")).provenance().get("extension.parts.jar"));
  }

  private String refused() {
    return assertThrows(
            TrainingException.class,
            () -> training(config(), "run").resume(true).run(Progress.NONE))
        .getMessage();
  }

  /** Its term is registered by itself, too. */
  @Test
  void theJarsMethodTrainsAndOthersStayAsTheyAre() throws IOException {
    use(jar("parts.jar", "1"));
    TrainingConfig method =
        ConfigFile.read(EXAMPLE.resolve("../../method.yaml"), ToneCorpus.config()).withEpochs(1);
    TrainingResult.Finished result =
        training(method, "method").run(Progress.NONE).requireFinished();
    assertTrue(
        result
            .history()
            .get(0)
            .values()
            .keySet()
            .containsAll(List.of("selected", "alignment", "prototypes", "prototype-scale")),
        result.history().toString());
    assertEquals("source-only", config().withMethod("source-only").method());
  }

  /** What the matrix's own keys can't tell: a set under way may have been of other code. */
  @Test
  void aSetUnderWayOfAnotherJarBeginsAnew() throws IOException {
    use(jar("parts.jar", "1"));
    Direction direction =
        Direction.transductive(
            "there", Corpus.open(source).labelled(LABELS), Target.open(target, LABELS).corpus());
    MemorySink sink = new MemorySink();
    AtomicInteger steps = new AtomicInteger();
    matrix(Training.builder().stopWhen(() -> steps.getAndIncrement() > 3))
        .run(List.of(new RunRequest("run", config(), direction)), sink, Progress.NONE);
    assertEquals(List.of(), sink.stored);
    use(jar("parts.jar", "2"));
    List<String> warnings = new ArrayList<>();
    Progress heard =
        event -> {
          if (event instanceof ProgressEvent.Warned warned) {
            warnings.add(warned.message());
          }
        };
    matrix(Training.builder())
        .run(List.of(new RunRequest("run", config(), direction)), sink, heard);
    assertEquals(Map.of(), sink.notTrained);
    assertEquals(List.of("run"), sink.stored);
    assertTrue(
        warnings.stream().anyMatch(one -> one.contains("(parts.jar has changed); its runs begin")),
        warnings::toString);
  }

  private static TrainingMatrix matrix(Training.Builder settings) {
    return new TrainingMatrix(
        settings.device("cpu"), folder.resolve("across"), "all", TrainingMatrix.Options.standard());
  }

  @Test
  void aJarOfWhichNothingIsInUseIsNotRecorded() throws IOException {
    use(jar("parts.jar", "1"));
    training(ToneCorpus.config(), "own").run(Progress.NONE).requireFinished();
    assertFalse(
        ModelFile.load(folder.resolve("own")).provenance().keySet().stream()
            .anyMatch(name -> name.startsWith("extension.")));
  }

  @Test
  void seedsAtOnceComeOutAsAlone() throws IOException {
    use(jar("parts.jar", "1"));
    training(config(), "seeds").runSeeds(List.of(1L, 2L), Progress.NONE);
    for (long seed : List.of(1L, 2L)) {
      String alone = "alone" + seed;
      training(config().withSeed(seed), alone).run(Progress.NONE).requireFinished();
      assertArrayEquals(
          Files.readAllBytes(folder.resolve(alone)),
          Files.readAllBytes(folder.resolve("seeds-seed" + seed)));
    }
  }
}
