package org.emodna.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that ask for more than they have; read without a limit, some of these never end. */
@Timeout(60)
class HostileWeightsTest {
  private static final int FEATURES = 39;
  private static final int CHANNELS = 64;
  private static final int CLASSES = 6;

  @TempDir Path folder;

  private final Hdf5Maker made = new Hdf5Maker();
  private final Map<String, Integer> layers = new TreeMap<>();
  private int shared;

  private Model read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("w.hdf5"), content);
    return ReleasedTimNet.read(file, ReleasedCorpus.CASIA);
  }

  private void refused(byte[] content, String reason) {
    KerasException e = assertThrows(KerasException.class, () -> read(content));
    assertTrue(e.reason().contains(reason), e.getMessage());
    assertTrue(e.subject().endsWith("w.hdf5"), e.subject());
  }

  /** A layer; its weights have values of their own unless others were shared. */
  private void layer(String name, Map<String, int[]> weights) {
    Map<String, Integer> datasets = new TreeMap<>();
    weights.forEach(
        (weight, shape) -> {
          int size = 4 * Arrays.stream(shape).reduce(1, (a, b) -> a * b);
          int values = shared > 0 ? shared : made.add(new byte[size]);
          datasets.put(weight + ":0", made.dataset(values, shape));
        });
    layers.put(name, made.group(Map.of(name, made.group(datasets))));
  }

  /** A TIM-Net of one dilation. */
  private byte[] network() {
    int number = 1;
    int[] bias = {CHANNELS};
    for (int i = 0; i < 2; i++) {
      layer(
          "conv1d_" + number++, Map.of("kernel", new int[] {1, FEATURES, CHANNELS}, "bias", bias));
    }
    for (int i = 0; i < 4; i++) {
      layer(
          "conv1d_" + number++, Map.of("kernel", new int[] {2, CHANNELS, CHANNELS}, "bias", bias));
      layer(
          "batch_normalization_" + i,
          Map.of("gamma", bias, "beta", bias, "moving_mean", bias, "moving_variance", bias));
    }
    layer("weight_layer", Map.of("kernel", new int[] {1, 1}));
    layer("dense_1", Map.of("kernel", new int[] {CHANNELS, CLASSES}, "bias", new int[] {CLASSES}));
    return made.file(made.group(layers));
  }

  @Test
  void soundFilesOfThatFormAreRead() throws IOException {
    assertEquals(CLASSES, read(network()).labels().size());
  }

  @Test
  void weightsThatLieOnOneAnotherAreRefused() {
    shared = made.add(new byte[4 * 2 * CHANNELS * CHANNELS]);
    // No layer alone asks for more than there is.
    refused(network(), "lie on one another");
  }

  @Test
  void aTreeThatLeadsToEachNodeTwiceIsRefused() {
    int heap = made.heap(new byte[8]);
    int child = made.tree(0);
    for (int level = 1; level <= 40; level++) {
      child = made.tree(level, child, child);
    }
    refused(made.file(made.group(child, heap)), "by two paths");
  }

  @Test
  void aTreeThatLeadsToItselfIsRefused() {
    int heap = made.heap(new byte[8]);
    int itself = made.tree(1, made.next());
    refused(made.file(made.group(itself, heap)), "by two paths");
  }

  @Test
  void aTreeWhoseLevelsDoNotFallIsRefused() {
    int heap = made.heap(new byte[8]);
    int below = made.tree(1);
    refused(made.file(made.group(made.tree(1, below), heap)), "levels do not fall");
  }

  @Test
  void groupsThatContainThemselvesAreRefused() {
    int itself = made.group(Map.of("a", made.next()));
    refused(made.file(itself), "by two paths");
  }

  @Test
  void headersThatContinueTwiceInOneChunkAreRefused() {
    int chunk = made.next();
    ByteBuffer more = ByteBuffer.allocate(48);
    more.put("OCHK".getBytes(StandardCharsets.US_ASCII));
    more.put(Hdf5Maker.continuation(chunk, 48)).put(Hdf5Maker.continuation(chunk, 48));
    made.add(more.array());
    refused(made.file(made.header(Hdf5Maker.continuation(chunk, 48))), "by two paths");
  }

  @Test
  void moreNodesThanAnyFileOfWeightsHasAreRefused() {
    int heap = made.heap(new byte[8]);
    // Any place with the letters TREE is a node: here one in four bytes.
    byte[] nodes = "TREE\0\0\0\0".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
    int first = made.add(nodes);
    made.add(new byte[64]);
    int[] children = new int[60_000];
    Arrays.setAll(children, i -> first + 8 * i);
    refused(made.file(made.group(made.tree(1, children), heap)), "more than 50000 parts");
  }

  @Test
  void layersOfAnotherNetworkAreNamed() {
    layer("lstm_1", Map.of("kernel", new int[] {2, 2}));
    refused(network(), "'lstm_1/lstm_1/kernel:0', which is no weight of TIM-Net");
  }

  @Test
  void layersWithoutWeightsAreNoMatter() throws IOException {
    layers.put("dropout_7", made.group(Map.of()));
    assertEquals(CLASSES, read(network()).labels().size());
  }

  @Test
  void surplusWeightsOfALayerAreNamed() {
    network();
    layer("weight_layer", Map.of("kernel", new int[] {1, 1}, "bias", new int[] {1}));
    refused(made.file(made.group(layers)), "its layer 'weight_layer' has a weight 'bias'");
  }
}
