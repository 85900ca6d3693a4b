package org.emodna.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.base.AtomicFile;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTripTest {
  @TempDir Path folder;

  private static float[] ramp(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i - count / 2) * 0.37f;
    }
    return values;
  }

  @Test
  void bytesInMemoryReadAsTheFileDoes() throws IOException {
    Path path = folder.resolve("memory.safetensors");
    new SafeTensorsWriter()
        .metadata("format", "x")
        .add("floats", ramp(40_001), 40_001)
        .add("empty", new float[0], 0)
        .write(path);
    // No path could be called so.
    String name = "jar:\0model";
    SafeTensorsFile memory = SafeTensorsFile.open(Files.readAllBytes(path), name);
    try (SafeTensorsFile file = SafeTensorsFile.open(path)) {
      assertEquals(file.metadata(), memory.metadata());
      assertEquals(file.names(), memory.names());
      assertArrayEquals(file.toFloatArray("floats"), memory.toFloatArray("floats"));
      assertArrayEquals(file.bytes("empty"), memory.bytes("empty"));
      assertEquals(name, memory.name());
    }
    SafeTensorsException none =
        assertThrows(SafeTensorsException.class, () -> memory.toFloatArray("none"));
    assertTrue(none.getMessage().startsWith(name), none.getMessage());
    memory.close();
    assertThrows(ClosedResourceException.class, () -> memory.toFloatArray("floats"));
  }

  @Test
  void everyTypeComesBackBitForBit() {
    Path file = folder.resolve("all.safetensors");
    // Larger than one block of 64 KiB, and not a multiple of it.
    float[] floats = ramp(40_001);
    double[] doubles = {Math.PI, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE};
    new SafeTensorsWriter()
        .metadata("config", "{\"quoted\":\"\u00e4\\n\"}")
        .add("floats", floats, 40_001, 1)
        .add("doubles", doubles, 5)
        .add("ints", new int[] {Integer.MIN_VALUE, 7}, 1, 2)
        .add("longs", new long[] {Long.MAX_VALUE}, 1)
        .add("scalar", new double[] {0.25})
        .add("empty", new float[0], 3, 0)
        .addBytes("i16", DType.I16, new byte[] {-1, -1, 1, 0}, 2)
        .addBytes("i8", DType.I8, new byte[] {-128, 127}, 2)
        .addBytes("u8", DType.U8, new byte[] {-1, 0, 5}, 3)
        .addBytes("bool", DType.BOOL, new byte[] {1, 0}, 2)
        .addBytes("f16", DType.F16, new byte[] {0, 0x3C, 1, 0}, 2)
        .addBytes("bf16", DType.BF16, new byte[] {(byte) 0x80, 0x3F, 0, (byte) 0xC0}, 2)
        .write(file);
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      assertEquals(Map.of("config", "{\"quoted\":\"\u00e4\\n\"}"), read.metadata());
      assertArrayEquals(floats, read.toFloatArray("floats"));
      assertArrayEquals(new long[] {40_001, 1}, read.info("floats").shape());
      assertArrayEquals(doubles, read.toDoubleArray("doubles"));
      assertArrayEquals(new int[] {Integer.MIN_VALUE, 7}, read.toIntArray("ints"));
      assertArrayEquals(new long[] {Integer.MIN_VALUE, 7}, read.toLongArray("ints"));
      assertArrayEquals(new long[] {Long.MAX_VALUE}, read.toLongArray("longs"));
      assertArrayEquals(new double[] {0.25}, read.toDoubleArray("scalar"));
      assertEquals(0, read.info("scalar").shape().length);
      assertEquals(1, read.info("scalar").elements());
      assertEquals(0, read.toFloatArray("empty").length);
      assertArrayEquals(new int[] {-1, 1}, read.toIntArray("i16"));
      assertArrayEquals(new int[] {-128, 127}, read.toIntArray("i8"));
      assertArrayEquals(new int[] {255, 0, 5}, read.toIntArray("u8"));
      assertArrayEquals(new byte[] {-1, 0, 5}, read.bytes("u8"));
      assertArrayEquals(new int[] {1, 0}, read.toIntArray("bool"));
      assertArrayEquals(new float[] {1f, 0x1p-24f}, read.toFloatArray("f16"));
      assertArrayEquals(new double[] {1, -2}, read.toDoubleArray("bf16"));
      assertEquals(40_001 * 4, read.bytes("floats").length);
      var lossy = assertThrows(SafeTensorsException.class, () -> read.toFloatArray("doubles"));
      assertTrue(lossy.getMessage().contains("F64"), lossy.getMessage());
      assertThrows(SafeTensorsException.class, () -> read.toIntArray("longs"));
      assertThrows(SafeTensorsException.class, () -> read.toLongArray("floats"));
      assertThrows(SafeTensorsException.class, () -> read.toDoubleArray("none"));
      assertThrows(UnsupportedOperationException.class, () -> read.tensors().clear());
    }
  }

  @Test
  void theOrderOfTheCallsDoesNotChangeTheBytes() throws IOException {
    Path first = folder.resolve("1");
    Path second = folder.resolve("2");
    new SafeTensorsWriter()
        .metadata("b", "2")
        .metadata("a", "1")
        .addBytes("u", DType.U8, new byte[] {1, 2, 3}, 3)
        .add("z", new double[] {1}, 1)
        .add("y", ramp(3), 3)
        .add("x", ramp(1), 1)
        .write(first);
    new SafeTensorsWriter()
        .add("x", ramp(1), 1)
        .add("y", ramp(3), 3)
        .add("z", new double[] {1}, 1)
        .addBytes("u", DType.U8, new byte[] {1, 2, 3}, 3)
        .metadata("a", "1")
        .metadata("b", "2")
        .write(second);
    byte[] bytes = Files.readAllBytes(first);
    assertArrayEquals(bytes, Files.readAllBytes(second));
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    String json = new String(bytes, 8, (int) header, StandardCharsets.UTF_8);
    assertEquals(
        "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
            + "\"z\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
            + "\"y\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[12,24]},"
            + "\"u\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[24,27]}}",
        json.stripTrailing());
    try (SafeTensorsFile read = SafeTensorsFile.open(first)) {
      assertEquals(List.of("z", "x", "y", "u"), new ArrayList<>(read.names()));
    }
  }

  @Test
  void halfPrecisionIsExactForEveryBitPattern() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double magnitude;
      if (exponent == 31) {
        magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      } else if (exponent == 0) {
        magnitude = fraction * 0x1p-14;
      } else {
        magnitude = (1 + fraction) * Math.pow(2, exponent - 15);
      }
      double expected = bits < 1 << 15 ? magnitude : -magnitude;
      assertEquals((float) expected, Half.toFloat((short) bits), "bits " + bits);
    }
  }

  @Test
  void requireFiniteNamesTheFirstBadElement() {
    Path file = folder.resolve("nan.safetensors");
    float[] values = ramp(50_000);
    new SafeTensorsWriter().add("w", values, 50_000).add("n", new int[] {-1}, 1).write(file);
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      assertEquals(read, read.requireFinite());
    }
    values[40_123] = Float.NaN;
    new SafeTensorsWriter().add("w", values, 50_000).write(file);
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      var refused = assertThrows(SafeTensorsException.class, read::requireFinite);
      assertTrue(
          refused.getMessage().contains("element 40123 of tensor 'w' is NaN"),
          refused.getMessage());
    }
    new SafeTensorsWriter().addBytes("h", DType.F16, new byte[] {0, 0x7C}, 1).write(file);
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      assertThrows(SafeTensorsException.class, read::requireFinite);
    }
  }

  @Test
  void useAfterCloseIsTypedAndDoubleCloseHarmless() {
    Path file = folder.resolve("x.safetensors");
    new SafeTensorsWriter().add("x", ramp(2), 2).write(file);
    SafeTensorsFile read = SafeTensorsFile.open(file);
    read.close();
    read.close();
    assertTrue(read.contains("x"));
    assertThrows(ClosedResourceException.class, () -> read.toFloatArray("x"));
  }

  @Test
  void anOpenReaderKeepsItsStateWhileTheFileIsReplaced() throws IOException {
    Path file = folder.resolve("x.safetensors");
    new SafeTensorsWriter().add("x", new float[] {1}, 1).write(file);
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      new SafeTensorsWriter().add("x", new float[] {2}, 1).write(file);
      assertArrayEquals(new float[] {1}, read.toFloatArray("x"));
    }
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void anInterruptSpoilsNeitherReadingNorWriting() {
    Path file = folder.resolve("x.safetensors");
    Thread.currentThread().interrupt();
    try {
      new SafeTensorsWriter().add("x", new float[] {3}, 1).write(file);
      try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
        assertArrayEquals(new float[] {3}, read.toFloatArray("x"));
      }
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoTemporary() throws IOException {
    Path file = folder.resolve("x.safetensors");
    new SafeTensorsWriter().add("x", new float[] {1}, 1).write(file);
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(1);
                  throw new IOException("disk full");
                }));
    try (SafeTensorsFile read = SafeTensorsFile.open(file)) {
      assertArrayEquals(new float[] {1}, read.toFloatArray("x"));
    }
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void wrongUseOfTheWriterIsRefused() {
    SafeTensorsWriter writer = new SafeTensorsWriter().add("x", ramp(6), 2, 3);
    assertThrows(InvalidArgumentException.class, () -> writer.add("x", ramp(1), 1));
    assertThrows(InvalidArgumentException.class, () -> writer.add("__metadata__", ramp(1), 1));
    assertThrows(InvalidArgumentException.class, () -> writer.add("a", ramp(6), 2, 2));
    assertThrows(InvalidArgumentException.class, () -> writer.add("a", ramp(6), -2, -3));
    assertThrows(InvalidArgumentException.class, () -> writer.add("a", ramp(1), new long[33]));
    long big = 1L << 62;
    assertThrows(InvalidArgumentException.class, () -> writer.add("a", ramp(0), big, 4, big));
    assertThrows(InvalidArgumentException.class, () -> writer.add("\ud800", ramp(1), 1));
    assertThrows(InvalidArgumentException.class, () -> writer.metadata("k", "\udc00"));
    assertThrows(
        InvalidArgumentException.class, () -> writer.addBytes("a", DType.F32, new byte[5], 1));
    assertThrows(SafeTensorsException.class, () -> writer.write(folder));
    Path nowhere = folder.resolve("no/such/x");
    var refused = assertThrows(SafeTensorsException.class, () -> writer.write(nowhere));
    assertTrue(refused.getMessage().contains(nowhere.toString()));
    assertFalse(Files.exists(nowhere));
  }
}
