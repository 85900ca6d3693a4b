package org.emodna.features.stored;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.emodna.features.FeatureException;
import org.emodna.features.InputSpec;
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingStoreTest {
  @TempDir Path folder;

  private static float[] values(EmbeddingStore store, String id) {
    Embedding found = store.find(id).orElseThrow();
    return found.read(0, found.frames());
  }

  private static String refused(Path place) {
    FeatureException e =
        assertThrows(FeatureException.class, () -> EmbeddingStore.open(place).close());
    return e.getMessage();
  }

  private Path text(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFolderOfNpyFilesIsKnownByPaths() {
    Npy.rows(folder.resolve("wav/03a01Fa.npy"), 2, 1, 2, 3, 4, 5, 6);
    Npy.rows(folder.resolve("wav/03a01Wa.wav.npy"), 2, 7, 8);
    Npy.rows(folder.resolve("a.b/take.1.npy"), 2, 9, 10);
    Npy.vector(folder.resolve(".hidden/x.npy"), 1);
    try (EmbeddingStore store = EmbeddingStore.open(folder)) {
      assertEquals(new EmbeddingShape(true, 2), store.shape());
      assertEquals(
          List.of("a.b/take.1", "wav/03a01Fa", "wav/03a01Wa.wav"), List.copyOf(store.names()));
      Embedding one = store.find("wav/03a01Fa.wav").orElseThrow();
      assertEquals(3, one.frames());
      assertArrayEquals(new float[] {3, 4, 5, 6}, one.read(1, 3));
      assertArrayEquals(new float[] {7, 8}, values(store, "wav/03a01Wa.wav"));
      assertArrayEquals(new float[] {7, 8}, values(store, "wav/03a01Wa.flac"));
      assertArrayEquals(new float[] {9, 10}, values(store, "a.b/take.1.wav"));
      assertEquals(Optional.empty(), store.find("03a01Fa.wav"));
      assertEquals(Optional.empty(), store.find("a.b/take.wav"));
      assertEquals(Optional.empty(), store.find("wav/03a01F"));
    }
  }

  @Test
  void whatCouldBeSeveralIsNotGuessed() {
    Npy.vector(folder.resolve("a.wav.npy"), 1);
    Npy.vector(folder.resolve("a.flac.npy"), 2);
    try (EmbeddingStore store = EmbeddingStore.open(folder)) {
      assertArrayEquals(new float[] {2}, values(store, "a.flac"));
      FeatureException e = assertThrows(FeatureException.class, () -> store.find("a.mp3"));
      assertTrue(e.getMessage().contains("several"), e.getMessage());
      EmbeddingStore.Match match = store.match(List.of("a.wav", "b.wav", "a.mp3"));
      assertEquals(1, match.matched());
      assertEquals(List.of("b.wav"), match.missing());
      assertEquals(List.of("a.mp3"), match.ambiguous());
      assertEquals(List.of("a.flac"), match.unused());
    }
  }

  @Test
  void oneSafetensorsFileHasTensorsByIdInAnyPrecision() {
    Path file = folder.resolve("all.safetensors");
    new SafeTensorsWriter()
        .add("s/1", new float[] {1, 2, 3, 4}, 2, 2)
        .addBytes("s/2.wav", DType.F16, new byte[] {0, 0x3C, 0, (byte) 0xC0}, 1, 2)
        .addBytes("s/3", DType.BF16, new byte[] {(byte) 0x80, 0x3F, 0, (byte) 0xC0}, 1, 2)
        .write(file);
    try (EmbeddingStore store = EmbeddingStore.open(file)) {
      assertArrayEquals(new float[] {3, 4}, store.find("s/1.wav").orElseThrow().read(1, 2));
      assertArrayEquals(new float[] {1, -2}, values(store, "s/2.wav"));
      assertArrayEquals(new float[] {1, -2}, values(store, "s/3.wav"));
    }
  }

  @Test
  void aFolderOfSafetensorsGoesByTensorsOrByFiles() throws IOException {
    Path shards = Files.createDirectory(folder.resolve("shards"));
    new SafeTensorsWriter()
        .add("a", new float[] {1}, 1)
        .add("b", new float[] {2}, 1)
        .write(shards.resolve("0.safetensors"));
    new SafeTensorsWriter().add("c", new float[] {3}, 1).write(shards.resolve("1.safetensors"));
    try (EmbeddingStore store = EmbeddingStore.open(shards)) {
      assertEquals(new EmbeddingShape(false, 1), store.shape());
      assertArrayEquals(new float[] {3}, values(store, "c.wav"));
    }
    new SafeTensorsWriter().add("a", new float[] {3}, 1).write(shards.resolve("2.safetensors"));
    assertTrue(refused(shards).contains("'a' in two of its files"));

    Path single = Files.createDirectories(folder.resolve("single/x"));
    for (int i = 0; i < 70; i++) {
      new SafeTensorsWriter()
          .add("embedding", new float[] {i}, 1)
          .write(single.resolve(i + ".safetensors"));
    }
    try (EmbeddingStore store = EmbeddingStore.open(folder.resolve("single"))) {
      assertArrayEquals(new float[] {69}, values(store, "x/69.wav"));
      assertEquals(70, store.names().size());
    }
  }

  @Test
  void aTableHasAnIdForEachRow() {
    Path npy = Npy.rows(folder.resolve("t.npy"), 2, 1, 2, 3, 4, 5, 6);
    assertTrue(refused(npy).contains("t.ids"));
    text("t.ids", "a/1\r\na/2.wav\nb");
    try (EmbeddingStore store = EmbeddingStore.open(npy)) {
      assertEquals(new EmbeddingShape(false, 2), store.shape());
      assertArrayEquals(new float[] {3, 4}, values(store, "a/2.wav"));
      assertArrayEquals(new float[] {5, 6}, values(store, "b.wav"));
    }
    text("t.ids", "a\nb\n");
    assertTrue(refused(npy).contains("has 3 rows, and its lists are of 2"));
    text("t.ids", "a\nb\na\n");
    assertTrue(refused(npy).contains("two rows of the id 'a'"));
  }

  @Test
  void framesOneAfterAnotherAsFairseqWritesThem() {
    Path npy = Npy.rows(folder.resolve("train.npy"), 1, 1, 2, 3, 4, 5, 6);
    text("train.tsv", "/data/EMODB\nwav/1.wav\t16000\nwav/2.wav\t8000\n");
    text("train.lengths", "4\n2\n");
    try (EmbeddingStore store = EmbeddingStore.open(npy)) {
      assertEquals(new EmbeddingShape(true, 1), store.shape());
      assertArrayEquals(new float[] {5, 6}, values(store, "wav/2.wav"));
      assertEquals(4, store.find("wav/1").orElseThrow().frames());
    }
    text("train.lengths", "4\n");
    assertTrue(refused(npy).contains("1 lines for 2 ids"));
    text("train.lengths", "4\nx\n");
    assertTrue(refused(npy).contains("line 2"));
  }

  @Test
  void keysSayWhichRecordingEmoBoxMeans() {
    Path dump = folder.resolve("dump");
    Npy.rows(dump.resolve("casia-239-wangzhe-neutral.npy"), 1, 1);
    Npy.rows(dump.resolve("casia-239-liuchang-neutral.npy"), 1, 2);
    Path lines =
        text(
            "casia.jsonl",
            """
            {"key": "casia-239-wangzhe-neutral", "wav": "downloads/casia/wangzhe/neutral/239.wav"}
            {"key": "casia-239-liuchang-neutral", "wav": "downloads/casia/liuchang/neutral/239.wav"}
            {"key": "casia-240-liuchang-neutral", "wav": "downloads/casia/liuchang/neutral/240.wav"}
            """);
    Path object =
        text(
            "casia.json",
            """
            {"casia-239-wangzhe-neutral": {"wav": "downloads/casia/wangzhe/neutral/239.wav", "emo": "x"},
             "casia-239-liuchang-neutral": {"wav": "downloads/casia/liuchang/neutral/239.wav"}}
            """);
    Path table =
        text(
            "casia.tsv",
            "\ncasia-239-wangzhe-neutral\twangzhe/neutral/239.wav\n \t\n"
                + "casia-239-liuchang-neutral\tx/liuchang/neutral/239.flac\n\n");
    for (Path keys : List.of(lines, object, table)) {
      try (EmbeddingStore store = EmbeddingStore.open(dump, keys)) {
        assertArrayEquals(new float[] {1}, values(store, "wangzhe/neutral/239.wav"));
        assertArrayEquals(new float[] {2}, values(store, "liuchang/neutral/239.wav"));
        assertEquals(Optional.empty(), store.find("liuchang/neutral/240.wav"));
        assertEquals(Optional.empty(), store.find("chang/neutral/239.wav"));
        assertThrows(FeatureException.class, () -> store.find("neutral/239.wav"));
      }
    }
    for (String broken :
        new String[] {"", "{", "[]", "{\"key\": 1}", "[[[[[[[[[[[[1]]]]]]]]]]]]"}) {
      Path keys = text("broken.json", broken);
      FeatureException e =
          assertThrows(FeatureException.class, () -> EmbeddingStore.open(dump, keys));
      assertEquals(keys.toString(), e.subject());
    }
  }

  /** Reading a model looks at no place that the model names. */
  @Test
  void aDescriptionSaysWhatItsEmbeddingsAre() {
    Npy.vector(folder.resolve("set/a.npy"), 1, 2);
    PrecomputedStream.Settings settings =
        PrecomputedStream.Settings.defaults().withPath(folder.resolve("set").toString());
    InputSpec input = InputSpec.builder().stream("precomputed", settings).build();
    assertEquals(input, InputSpec.ofJson(input.toJson()));
    for (String change : List.of("shape", "width", "without shape", "without width")) {
      for (String place : List.of(settings.path(), folder.resolve("none").toString())) {
        ObjectNode json = input.toJson();
        ObjectNode stored = (ObjectNode) json.get("streams").get(0).get("settings");
        stored.put("path", place);
        switch (change) {
          case "shape" -> stored.put("shape", "auto");
          case "width" -> stored.put("width", 0);
          default -> stored.remove(change.substring("without ".length()));
        }
        FeatureException e =
            assertThrows(FeatureException.class, () -> InputSpec.ofJson(json), change);
        assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
      }
    }
  }

  @Test
  void whatCannotBeUsedIsOneErrorThatNamesIt() throws IOException {
    assertTrue(refused(folder.resolve("none")).contains("no such file or folder"));
    assertTrue(refused(folder).contains("holds no .npy and no .safetensors"));
    assertTrue(refused(text("a.txt", "x")).contains("neither an npy nor a safetensors file"));
    Npy.write(folder.resolve("npy/x.npy"), Npy.bytes(new float[8], "2, 2, 2"));
    assertTrue(refused(folder.resolve("npy")).contains("3 axes"));
    Npy.vector(folder.resolve("wide/x.npy"), new float[4097]);
    assertTrue(refused(folder.resolve("wide")).contains("4097 values"));
    Npy.write(folder.resolve("none/x.npy"), Npy.bytes(new float[0], "0, 3"));
    assertTrue(refused(folder.resolve("none")).contains("0 frames"));
    Path integers = folder.resolve("i.safetensors");
    new SafeTensorsWriter().addBytes("x", DType.I32, new byte[8], 2).write(integers);
    assertTrue(refused(integers).contains("of the type I32"));
    new SafeTensorsWriter().add("x", new float[] {1}, 1).write(folder.resolve("npy/y.safetensors"));
    assertTrue(refused(folder.resolve("npy")).contains("1 .npy and 1 .safetensors"));
  }

  @Test
  void anOddOneAmongMany() {
    Npy.rows(folder.resolve("a.npy"), 2, 1, 2);
    Npy.rows(folder.resolve("b.npy"), 3, 1, 2, 3);
    Npy.vector(folder.resolve("c.npy"), 1, 2);
    Npy.rows(folder.resolve("d.npy"), 2, 1, 2, 3, Float.NaN);
    Npy.write(folder.resolve("e.npy"), new byte[20]);
    Npy.write(
        folder.resolve("f.npy"),
        Npy.raw(
            Npy.header(">f8", "1, 2"),
            ByteBuffer.allocate(16).putDouble(1e300).putDouble(1).array()));
    try (EmbeddingStore store = EmbeddingStore.open(folder)) {
      FeatureException width = assertThrows(FeatureException.class, () -> store.find("b"));
      assertTrue(
          width.getMessage().contains("has frames of 3 values, and others there have frames of 2"));
      assertThrows(FeatureException.class, () -> store.find("c"));
      Embedding nan = store.find("d").orElseThrow();
      assertArrayEquals(new float[] {1, 2}, nan.read(0, 1));
      FeatureException why = assertThrows(FeatureException.class, () -> nan.read(1, 2));
      assertTrue(why.getMessage().contains("d.npy: value 1 of frame 1 is NaN"), why.getMessage());
      assertThrows(FeatureException.class, nan::contentHash);
      assertThrows(FeatureException.class, () -> store.find("e"));
      Embedding large = store.find("f").orElseThrow();
      assertThrows(FeatureException.class, () -> large.read(0, 1));
    }
  }

  @Test
  void theHashIsOfTheContentWhateverTheFile() {
    float[] many = new float[300_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i % 1000;
    }
    Npy.rows(folder.resolve("n/a.npy"), 3, many);
    Path file = folder.resolve("s.safetensors");
    new SafeTensorsWriter().add("a", many, 100_000, 3).write(file);
    float[] other = many.clone();
    other[299_999]++;
    Npy.rows(folder.resolve("o/a.npy"), 3, other);
    Npy.rows(folder.resolve("p/a.npy"), 1, many);
    String hash = hash(folder.resolve("n"));
    assertEquals(hash, hash(file));
    assertNotEquals(hash, hash(folder.resolve("o")));
    assertNotEquals(hash, hash(folder.resolve("p")));
  }

  private static String hash(Path place) {
    try (EmbeddingStore store = EmbeddingStore.open(place)) {
      return store.find("a").orElseThrow().contentHash();
    }
  }
}
