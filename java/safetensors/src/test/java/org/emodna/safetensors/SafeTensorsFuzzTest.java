package org.emodna.safetensors;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mutated files end in a SafeTensorsException or are read; nothing else, and never slowly. */
class SafeTensorsFuzzTest {
  private static final int CASES = 12_000;
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "-",
    "9",
    "0",
    "1e9",
    "null",
    "true",
    "99999999999999999999",
    "9223372036854775807",
    "F64",
    "BOOL",
    "\"a\":",
    "__metadata__",
    "\\ud800",
    "\\u0000",
    "\t",
    "NaN"
  };

  @TempDir Path folder;

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutatedFiles() throws IOException {
    long seed = Long.getLong("emodna.fuzz.seed", System.nanoTime());
    byte[] sound = soundFile();
    Path file = folder.resolve("fuzz.safetensors");
    int readable = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      byte[] mutant = mutate(sound, random);
      Files.write(file, mutant);
      try {
        readAll(file);
        readable++;
      } catch (SafeTensorsException expected) {
        assertTrue(expected.getMessage().startsWith(file.toString()));
      } catch (RuntimeException | Error e) {
        fail("case %d; repeat with -Demodna.fuzz.seed=%d".formatted(i, seed + i), e);
      }
    }
    // Both outcomes must occur, or the mutations are too tame or too wild to mean anything.
    assertTrue(readable > CASES / 100 && readable < CASES / 2, readable + " readable");
  }

  private byte[] soundFile() throws IOException {
    Path file = folder.resolve("sound.safetensors");
    new SafeTensorsWriter()
        .metadata("config", "{\"k\": 1}")
        .metadata("seed", "42")
        .add("a", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .add("b", new double[] {1}, 1)
        .add("c", new long[] {3, 4}, 2)
        .addBytes("d", DType.BOOL, new byte[] {0, 1, 1}, 3)
        .addBytes("e", DType.F16, new byte[] {0, 1, 1, 2}, 2)
        .write(file);
    return Files.readAllBytes(file);
  }

  private static void readAll(Path path) {
    try (SafeTensorsFile file = SafeTensorsFile.open(path)) {
      for (TensorInfo tensor : file.tensors().values()) {
        file.bytes(tensor.name());
        if (tensor.dtype().isFloating()) {
          file.toDoubleArray(tensor.name());
        } else {
          file.toLongArray(tensor.name());
        }
      }
      file.requireFinite();
    }
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound;
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    if (bytes.length < 16) {
      return bytes;
    }
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 16));
      }
      case 3 -> {
        long length = random.nextLong() >>> random.nextInt(64);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      }
      case 4 -> {
        // A digit for a digit: keeps the JSON sound, so that the checks behind it are reached.
        int at = random.nextInt(bytes.length);
        for (int i = at; i < bytes.length; i++) {
          if (bytes[i] >= '0' && bytes[i] <= '9') {
            bytes[i] = (byte) ('0' + random.nextInt(10));
            break;
          }
        }
      }
      default -> {
        return splice(bytes, random);
      }
    }
    return bytes;
  }

  /** Puts a token into the header or over a part of it, with the length set right. */
  private static byte[] splice(byte[] bytes, Random random) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long announced = in.getLong();
    int header = (int) Math.max(0, Math.min(announced, bytes.length - 8));
    byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
    int at = 8 + random.nextInt(header + 1);
    int cut = Math.min(random.nextInt(4), 8 + header - at);
    ByteBuffer out =
        ByteBuffer.allocate(bytes.length + token.length - cut).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(announced + token.length - cut);
    out.put(bytes, 8, at - 8).put(token).put(bytes, at + cut, bytes.length - at - cut);
    return out.array();
  }
}
