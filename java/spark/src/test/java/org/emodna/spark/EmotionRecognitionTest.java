package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.Outcome;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Progress;
import org.emodna.model.ModelException;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows come out as one machine has them, and what can't be recognised stays a row. */
class EmotionRecognitionTest {
  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path model;
  private static List<Path> files;
  private static List<Outcome<Recognition>> expected;

  @BeforeAll
  static void begin() throws IOException {
    model = Tones.model(folder);
    Path many = Tones.write(folder.resolve("many"), 0.4, 60);
    Files.writeString(many.resolve("broken.wav"), "no audio at all");
    AudioEncoder.write(
        many.resolve("short.wav"), AudioFormat.WAV, new float[][] {new float[800]}, 16_000);
    try (Stream<Path> tree = Files.walk(many)) {
      files = new ArrayList<>(tree.filter(Files::isRegularFile).sorted().toList());
    }
    files.add(many.resolve("missing.wav"));
    try (Recognizer recognizer = Recognizer.load(model)) {
      expected = recognizer.recognizeAll(files, Progress.NONE);
    }
    spark = Sessions.local("local[*]");
  }

  @AfterAll
  static void end() throws IOException {
    if (spark != null) {
      spark.close();
    }
  }

  private static Dataset<Row> paths(List<String> paths, int partitions) {
    return spark.createDataset(paths, Encoders.STRING()).repartition(partitions).toDF("path");
  }

  private static void assertSame(Outcome<Recognition> expected, Row actual) {
    if (expected instanceof Outcome.Failed<Recognition> failed) {
      Row error = actual.getStruct(8);
      assertNotNull(error, () -> actual + " instead of " + failed);
      assertEquals(failed.exception().reason(), error.getString(1));
      assertEquals(failed.exception().remedy(), error.getString(2));
      for (int i = 0; i < 8; i++) {
        assertTrue(actual.isNullAt(i), actual.toString());
      }
      return;
    }
    Recognition one = ((Outcome.Done<Recognition>) expected).value();
    assertTrue(actual.isNullAt(8), actual.toString());
    assertEquals(one.emotion(), actual.getString(0));
    if (one.hasEmotion()) {
      assertEquals(one.confidence(), actual.getFloat(1));
      Map<String, Float> probabilities = actual.getJavaMap(2);
      assertEquals(one.probabilities(), probabilities);
      assertEquals(List.copyOf(one.probabilities().keySet()), List.copyOf(probabilities.keySet()));
    } else {
      assertTrue(actual.isNullAt(1) && actual.isNullAt(2), actual.toString());
    }
    assertEquals(one.reason().orElse(null), actual.getString(3));
    assertEquals(one.seconds(), actual.getDouble(4));
    assertEquals(one.secondsUsed(), actual.getDouble(5));
    assertEquals(one.speechShare(), actual.getDouble(6));
    assertEquals(one.warnings().stream().map(AudioWarning::text).toList(), actual.getList(7));
  }

  @Test
  void filesGiveTheBitsOfOneMachineInAnyPartitions() {
    for (int partitions : new int[] {1, 3, 7}) {
      List<Row> rows =
          EmotionRecognition.of(model)
              .onPaths(paths(files.stream().map(Path::toString).toList(), partitions), "path")
              .collectAsList();
      assertEquals(files.size(), rows.size());
      for (Row row : rows) {
        assertSame(expected.get(files.indexOf(Path.of(row.getString(0)))), row.getStruct(1));
      }
    }
    assertEquals(1, ExecutorRecognizers.count());
  }

  @Test
  void recordingsInRowsGiveTheSame() {
    Dataset<Row> contents =
        spark
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", "true")
            .load(folder.resolve("many").toString());
    List<Row> rows =
        EmotionRecognition.of(model)
            .into("emotions")
            .onBinary(contents, "content", "path")
            .select("path", "emotions")
            .collectAsList();
    assertEquals(files.size() - 1, rows.size());
    for (Row row : rows) {
      Path file = Path.of(row.getString(0).substring("file:".length()));
      assertSame(expected.get(files.indexOf(file)), row.getStruct(1));
    }
  }

  @Test
  void anyFileSystemOfHadoopIsReadAndNullsStay() {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.other.impl", OtherFileSystem.class.getName());
    List<Row> given = new ArrayList<>();
    given.add(RowFactory.create((Object) null));
    for (Path file : files) {
      given.add(RowFactory.create("other:" + file));
    }
    given.add(RowFactory.create("unknown://host/file.wav"));
    // Hadoop knows its class by name, which is in another jar.
    given.add(RowFactory.create("s3a://bucket/file.wav"));
    given.add(RowFactory.create("other:" + folder));
    given.add(RowFactory.create(""));
    Dataset<Row> rows =
        spark.createDataFrame(given, new StructType().add("where", DataTypes.StringType));
    List<Row> results =
        EmotionRecognition.of(model).onPaths(rows.coalesce(1), "where").collectAsList();
    assertEquals(given.size(), results.size());
    assertTrue(results.get(0).isNullAt(0) && results.get(0).isNullAt(1));
    for (int i = 0; i < files.size() - 1; i++) {
      assertSame(expected.get(i), results.get(i + 1).getStruct(1));
    }
    for (Row row : results.subList(files.size(), given.size())) {
      assertFalse(row.getStruct(1).isNullAt(8), row.toString());
    }
    assertTrue(OtherFileSystem.opened() >= files.size() - 1);
  }

  @Test
  void sqlHasItAsAFunctionOfPathsAndOfBytes() throws IOException {
    EmotionRecognition.of(spark, model.toString()).register(spark, "emotion_of");
    Path file = files.get(0);
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(RowFactory.create(file.toString(), Files.readAllBytes(file), null)),
            new StructType()
                .add("path", DataTypes.StringType)
                .add("content", DataTypes.BinaryType)
                .add("nothing", DataTypes.StringType));
    rows.createOrReplaceTempView("recordings");
    Row row =
        spark
            .sql(
                "select emotion_of(path), emotion_of(content), emotion_of(nothing) from recordings")
            .first();
    assertSame(expected.get(0), row.getStruct(0));
    assertSame(expected.get(0), row.getStruct(1));
    assertTrue(row.isNullAt(2));
  }

  @Test
  void aNameThatIsNoPathIsARowWithAnError() {
    String name = folder + "/nul\0name.wav";
    Dataset<Row> rows = paths(List.of(name, files.get(0).toString()), 1);
    EmotionRecognition recognition = EmotionRecognition.of(spark, model.toString());
    recognition.register(spark, "emotion_of_any");
    for (Dataset<Row> results :
        List.of(
            recognition.onPaths(rows, "path"),
            rows.selectExpr("path", "emotion_of_any(path) as emotion"))) {
      for (Row row : results.collectAsList()) {
        if (row.getString(0).equals(name)) {
          assertEquals(name, row.getStruct(1).getStruct(8).getString(0));
          assertTrue(row.getStruct(1).getStruct(8).getString(1).contains("not a possible path"));
        } else {
          assertSame(expected.get(0), row.getStruct(1));
        }
      }
    }
    // Spark's own text has no halves of surrogate pairs, but a caller's may.
    RecordingPlace half = RecordingPlace.of("file:/tmp/half\uD800.wav", new Configuration());
    assertThrows(AudioException.class, half::local);
  }

  @Test
  void aNameOfARowNeedNotBeAPath() throws IOException {
    byte[] bytes = Files.readAllBytes(files.get(0));
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(RowFactory.create("a\0b", bytes), RowFactory.create("c\0d", new byte[9])),
            new StructType()
                .add("name", DataTypes.StringType)
                .add("content", DataTypes.BinaryType));
    List<Row> results =
        EmotionRecognition.of(model).onBinary(rows.coalesce(1), "content", "name").collectAsList();
    assertSame(expected.get(0), results.get(0).getStruct(2));
    assertEquals("c\0d", results.get(1).getStruct(2).getStruct(8).getString(0));
  }

  @Test
  void columnsAreNamedAsElsewhereInSparkAndHaveAnyCollation() {
    Dataset<Row> rows =
        paths(List.of(files.get(0).toString()), 1)
            .selectExpr("path collate UTF8_LCASE as Path", "1 as RECOGNITION");
    Row row =
        EmotionRecognition.of(model).into("emotion").onPaths(rows, "PATH").collectAsList().get(0);
    assertSame(expected.get(0), row.getStruct(2));
    spark.conf().set("spark.sql.caseSensitive", "true");
    try {
      EmotionRecognition recognition = EmotionRecognition.of(model);
      assertThrows(InvalidArgumentException.class, () -> recognition.onPaths(rows, "PATH"));
      assertSame(
          expected.get(0), recognition.onPaths(rows, "Path").collectAsList().get(0).getStruct(2));
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
  }

  @Test
  void theDriverNeedNotHaveTheDeviceOfTheExecutors() {
    EmotionRecognition.of(model).device("CUDA:7");
  }

  @Test
  void whatCannotBeAskedIsRefusedOnTheDriver() {
    EmotionRecognition recognition = EmotionRecognition.of(model);
    Dataset<Row> rows = paths(List.of("a.wav"), 1);
    InvalidArgumentException missing =
        assertThrows(InvalidArgumentException.class, () -> recognition.onPaths(rows, "file"));
    assertTrue(missing.getMessage().contains("path"), missing.getMessage());
    assertThrows(InvalidArgumentException.class, () -> recognition.onBinary(rows, "path"));
    assertThrows(
        InvalidArgumentException.class, () -> recognition.into("path").onPaths(rows, "path"));
    assertThrows(
        InvalidArgumentException.class, () -> recognition.into("PATH").onPaths(rows, "path"));
    assertThrows(InvalidArgumentException.class, () -> recognition.device("cuda:all"));
    assertThrows(InvalidArgumentException.class, () -> recognition.device("gpu"));
    assertThrows(EmoDnaException.class, () -> EmotionRecognition.of(files.get(0)));
    assertThrows(
        ModelException.class, () -> EmotionRecognition.of(spark, "s3a://bucket/m.safetensors"));
    assertThrows(
        ModelException.class,
        () -> EmotionRecognition.of(spark, folder.resolve("none").toString()));
  }
}
