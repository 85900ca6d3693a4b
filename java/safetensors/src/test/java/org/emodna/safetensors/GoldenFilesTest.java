package org.emodna.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by another implementation are read, and survive a copy through our writer. */
class GoldenFilesTest {
  @TempDir Path folder;

  /** The folder {@code shared} beside the repository, or the one that EMODNA_SHARED names. */
  private static Path shared() {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    if (override != null) {
      return Path.of(override);
    }
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    return root.resolveSibling("shared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"losses", "mfcc", "step", "thresholds", "timnet"})
  void isReadAndCopied(String name) {
    Path golden = shared().resolve("goldens").resolve(name + ".safetensors");
    assumeTrue(Files.exists(golden), () -> "skipped: no " + golden);
    Path copy = folder.resolve("copy.safetensors");
    try (SafeTensorsFile original = SafeTensorsFile.open(golden)) {
      assertTrue(original.names().size() > 10);
      SafeTensorsWriter writer = new SafeTensorsWriter();
      original.metadata().forEach(writer::metadata);
      for (TensorInfo tensor : original.tensors().values()) {
        writer.addBytes(
            tensor.name(), tensor.dtype(), original.bytes(tensor.name()), tensor.shape());
      }
      writer.write(copy);
      try (SafeTensorsFile copied = SafeTensorsFile.open(copy)) {
        assertEquals(original.metadata(), copied.metadata());
        assertEquals(original.names(), copied.names());
        for (TensorInfo tensor : original.tensors().values()) {
          assertEquals(tensor.toString(), copied.info(tensor.name()).toString());
          assertArrayEquals(original.bytes(tensor.name()), copied.bytes(tensor.name()));
        }
      }
    }
  }
}
