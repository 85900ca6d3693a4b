package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.protocol.Columns;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Protocol;
import org.emodna.protocol.Track;
import org.emodna.reproduction.Reproduction;
import org.emodna.reproduction.ReproductionException;
import org.emodna.reproduction.ReproductionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A matrix that Spark trains comes to the store of one machine, file by file. */
class SparkReproductionTest {
  /** A task that fails once. In local mode driver and tasks share the JVM. */
  private static final AtomicBoolean FAIL = new AtomicBoolean();

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path expected;

  @BeforeAll
  static void begin() throws IOException {
    Tones.write(folder.resolve("high"), 0.2, 4);
    Tones.write(folder.resolve("low"), 0.7, 4);
    expected = folder.resolve("expected");
    Reproduction.Builder alone = Reproduction.builder();
    settings().apply(alone);
    ReproductionResult result =
        alone.matrix(matrix(folder.toString())).store(expected).run(Progress.NONE);
    assertEquals(new ReproductionResult.Counts(8, 0, 8), result.counts());
    // Two tasks at a time, each of which may fail twice.
    spark = Sessions.local("local[2,3]");
  }

  @AfterAll
  static void end() throws IOException {
    if (spark != null) {
      spark.close();
    }
  }

  private static Matrix matrix(String folder) {
    return Matrix.builder()
        .protocol(Protocol.named("every-direction"))
        .corpora(List.of(Path.of(folder, "high"), Path.of(folder, "low")))
        .columns(Columns.of(List.of("source-only", "coral")))
        .seeds(List.of(1L, 2L))
        .tracks(List.of(Track.CORPUS))
        .settings(base -> ConfigFile.parse(Tones.CONFIG, "tones", base))
        .open();
  }

  private static SparkReproduction.Settings settings() {
    return reproduction -> reproduction.watchedEpochs(2).keepModels(true).device("cpu");
  }

  private static SparkReproduction reproduction(Path store) {
    String corpora = folder.toString();
    return SparkReproduction.of(() -> matrix(corpora), store.toString()).settings(settings());
  }

  private static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** All files of runs; of descriptions, what does not say when and where. */
  private static Map<String, byte[]> runs(Path store) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    Path runs = store.resolve("runs");
    try (Stream<Path> tree = Files.walk(runs)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.endsWith("run.json")) {
          ObjectNode json = (ObjectNode) new ObjectMapper().readTree(bytes);
          json.remove("provenance");
          bytes = json.toString().getBytes();
        }
        all.put(runs.relativize(file).toString(), bytes);
      }
    }
    return all;
  }

  private static void assertSameStore(Path store) throws IOException {
    Map<String, byte[]> wanted = runs(expected);
    Map<String, byte[]> found = runs(store);
    assertEquals(wanted.keySet(), found.keySet());
    wanted.forEach((file, bytes) -> assertArrayEquals(bytes, found.get(file), file));
    assertEquals(names(expected.resolve("plans")), names(store.resolve("plans")));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void severalTasksFillOneStoreAndGoOnWithIt() throws IOException {
    Path store = folder.resolve("several");
    SparkReproduction several = reproduction(store).shards(5);
    ReproductionResult result = several.run(context());
    assertEquals(new ReproductionResult.Counts(8, 0, 8), result.counts());
    assertTrue(result.failed().isEmpty());
    assertSameStore(store);
    assertEquals(new ReproductionResult.Counts(8, 8, 0), several.run(context()).counts());
  }

  @Test
  void aTaskThatIsLostIsTriedAgain() throws IOException {
    Path store = folder.resolve("lost");
    String corpora = folder.toString();
    FAIL.set(true);
    SparkReproduction.of(
            () -> {
              if (TaskContext.get() != null && FAIL.getAndSet(false)) {
                throw new IllegalStateException("lost on purpose");
              }
              return matrix(corpora);
            },
            store.toString())
        .settings(settings())
        .shards(2)
        .run(context());
    assertTrue(!FAIL.get());
    assertSameStore(store);
  }

  @Test
  void anExecutorOfAnotherKindIsToldSoBeforeItTrains() {
    String corpora = folder.toString();
    Path store = folder.resolve("other-kind");
    ShardTask task =
        new ShardTask(
            () -> matrix(corpora), store.toString(), settings(), 1, "cpu of another kind");
    Throwable thrown =
        assertThrows(
            SparkException.class, () -> context().parallelize(List.of(1), 1).map(task).collect());
    while (!(thrown instanceof ReproductionException)) {
      thrown = thrown.getCause();
    }
    assertTrue(thrown.getMessage().contains("cpu of another kind"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("--device"), thrown.getMessage());
    assertTrue(!Files.exists(store));
  }

  @Test
  void partsAreCheckedBeforeAnythingBegins() {
    assertThrows(
        ReproductionException.class, () -> reproduction(folder.resolve("none")).shards(-1));
  }
}
