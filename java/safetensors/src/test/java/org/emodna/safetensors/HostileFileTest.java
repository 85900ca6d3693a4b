package org.emodna.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileFileTest {
  @TempDir Path folder;

  private static Arguments header(String name, String header, int dataBytes, String message) {
    return Arguments.of(name, RawFile.bytes(header, dataBytes), message);
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  private static String object(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  static Stream<Arguments> hostile() {
    String a = tensor("a", "F32", "[2]", 0, 8);
    byte[] small = object(a).getBytes(StandardCharsets.UTF_8);
    byte[] latin = "{\"__metadata__\":{\"k\":\"\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
    String ones =
        IntStream.range(0, 40).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
    return Stream.of(
        Arguments.of("empty", new byte[0], "empty"),
        Arguments.of("seven bytes", new byte[7], "too short"),
        Arguments.of(
            "length 2^64-1", RawFile.bytes(-1L, small, new byte[8]), "18446744073709551615"),
        Arguments.of("length 1 TB", RawFile.bytes(1L << 40, small, new byte[8]), "more than"),
        Arguments.of(
            "length 100,000,001",
            RawFile.bytes(100_000_001L, small, new byte[8]),
            "more than the allowed 100000000"),
        Arguments.of(
            "length beyond file", RawFile.bytes(99_999_999L, small, new byte[8]), "follow"),
        Arguments.of("no header", RawFile.bytes(0, new byte[0], new byte[0]), "begin with"),
        Arguments.of("not UTF-8", RawFile.bytes(latin.length, latin, new byte[0]), "UTF-8"),
        Arguments.of("UTF-16", RawFile.bytes(utf16.length, utf16, new byte[0]), "JSON"),
        header("space first", " {}", 0, "begin with"),
        header("list", "[]", 0, "begin with"),
        header("cut JSON", "{\"a\":{\"dtype\":\"F3", 8, "not valid JSON"),
        header("comment", "{/**/}", 0, "not valid JSON"),
        header("two roots", "{}{}", 0, "follows"),
        header("zero bytes behind", "{}\0\0", 0, "not valid JSON"),
        header("number as tensor", "{\"a\":1}", 0, "'a' in the header"),
        header("deep", "{\"a\":{\"shape\":[[[[1]]]]}}", 0, "not valid JSON"),
        header("very deep", "{\"a\":" + "[".repeat(100_000), 0, "'a' in the header"),
        header("duplicate tensor", object(a, a), 8, "Duplicate"),
        header(
            "duplicate field",
            "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
            8,
            "Duplicate"),
        header(
            "duplicate metadata", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "Duplicate"),
        header("metadata number", "{\"__metadata__\":{\"k\":1}}", 0, "not a string"),
        header("metadata object", "{\"__metadata__\":{\"k\":{}}}", 0, "not a string"),
        header("metadata null", "{\"__metadata__\":null}", 0, "not a JSON object"),
        header("unknown dtype", object(tensor("a", "U32", "[2]", 0, 8)), 8, "unknown dtype 'U32'"),
        header("dtype null", "{\"a\":{\"dtype\":null}}", 0, "not a string"),
        header("unknown field", "{\"a\":{\"stride\":[1]}}", 0, "unknown field 'stride'"),
        header("no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[0]}}", 0, "lacks one of"),
        header("shape no list", object(tensor("a", "F32", "2", 0, 8)), 8, "not a list"),
        header("shape of floats", object(tensor("a", "F32", "[2.0]", 0, 8)), 8, "whole number"),
        header("shape of strings", object(tensor("a", "F32", "[\"2\"]", 0, 8)), 8, "whole number"),
        header("negative axis", object(tensor("a", "F32", "[-2]", 0, 8)), 8, "negative"),
        header("two negative axes", object(tensor("a", "F32", "[-1,-2]", 0, 8)), 8, "negative"),
        header("minus zero", object(tensor("a", "F32", "[-0]", 0, 0)), 0, "negative"),
        header("negative offset", object(tensor("a", "F32", "[2]", -8, 0)), 8, "negative"),
        header(
            "huge axis", object(tensor("a", "F32", "[9223372036854775808]", 0, 8)), 8, "63 bits"),
        header(
            "endless number", object(tensor("a", "U8", "[" + "9".repeat(9999) + "]", 0, 0)), 0, ""),
        header(
            "overflowing shape",
            object(tensor("a", "F32", "[4294967296,4294967296,2]", 0, 8)),
            8,
            "beyond 63 bits"),
        header(
            "shape that wraps around to 8 bytes",
            object(tensor("a", "F32", "[4611686018427387906]", 0, 8)),
            8,
            "beyond 63 bits"),
        header("many axes", object(tensor("a", "F32", ones, 0, 4)), 4, "more than 32"),
        header("three offsets", "{\"a\":{\"data_offsets\":[0,4,8]}}", 8, "more than 2"),
        header(
            "one offset",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[8]}}",
            8,
            "not two numbers"),
        header("begin after end", object(tensor("a", "F32", "[2]", 8, 0)), 8, "after its end"),
        header("too small a span", object(tensor("a", "F32", "[3]", 0, 8)), 8, "takes 12 bytes"),
        header("beyond the file", object(tensor("a", "F32", "[2]", 0, 8)), 7, "there are only 7"),
        header(
            "terabytes",
            object(tensor("a", "U8", "[1099511627776]", 0, 1L << 40)),
            8,
            "there are only 8"),
        header("overlap", object(a, tensor("b", "F32", "[2]", 4, 12)), 12, "'b' overlaps"),
        header("same place", object(a, tensor("b", "F32", "[2]", 0, 8)), 8, "'b' overlaps"),
        header(
            "hole", object(a, tensor("b", "F32", "[1]", 12, 16)), 16, "4 bytes before tensor 'b'"),
        header("hole first", object(tensor("a", "F32", "[1]", 4, 8)), 8, "4 bytes before"),
        header("trailing data", object(a), 9, "1 bytes at the end"),
        header("data without tensors", "{}", 3, "3 bytes at the end"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefusedNamingFileAndCause(String name, byte[] content, String message) {
    Path file = RawFile.write(folder.resolve("hostile.safetensors"), content);
    SafeTensorsException refused =
        assertThrows(SafeTensorsException.class, () -> SafeTensorsFile.open(file));
    assertEquals(file.toString(), refused.subject());
    assertFalse(refused.reason().contains(file.toString()), "it is named once");
    assertTrue(refused.reason().contains(message), refused.getMessage());
    assertTrue(refused.getMessage().length() < 2000, refused.getMessage());
    SafeTensorsException likewise =
        assertThrows(
            SafeTensorsException.class, () -> SafeTensorsFile.open(content, file.toString()));
    assertEquals(refused.getMessage(), likewise.getMessage(), "from memory");
  }

  @Test
  void missingFileAndFolderAreRefused() {
    assertThrows(
        SafeTensorsException.class, () -> SafeTensorsFile.open(folder.resolve("none.safetensors")));
    assertThrows(SafeTensorsException.class, () -> SafeTensorsFile.open(folder));
  }

  @Test
  void tooManyTensorsAreRefused() {
    String members =
        IntStream.rangeClosed(0, 1 << 20)
            .mapToObj(i -> tensor(Integer.toString(i, 36), "U8", "[0]", 0, 0))
            .collect(Collectors.joining(","));
    Path file = RawFile.write(folder.resolve("many"), RawFile.bytes("{" + members + "}", 0));
    var refused = assertThrows(SafeTensorsException.class, () -> SafeTensorsFile.open(file));
    assertTrue(refused.getMessage().contains("more than 1048576 tensors"), refused.getMessage());
  }

  /** The header and the (sparse) file agree on 8 TB: opening is fine, reading is an error. */
  @Test
  void aTensorBeyondMemoryIsRefusedWhenRead() throws IOException {
    long bytes = 1L << 43;
    byte[] head = RawFile.bytes(object(tensor("a", "U8", "[%d]".formatted(bytes), 0, bytes)), 0);
    Path file = RawFile.write(folder.resolve("sparse"), head);
    try (RandomAccessFile stretch = new RandomAccessFile(file.toFile(), "rw")) {
      stretch.setLength(head.length + bytes);
    } catch (IOException e) {
      abort("no sparse files of 8 TB here: " + e.getMessage());
    }
    try (SafeTensorsFile opened = SafeTensorsFile.open(file)) {
      assertEquals(bytes, opened.info("a").elements());
      assertThrows(SafeTensorsException.class, () -> opened.bytes("a"));
      assertThrows(SafeTensorsException.class, () -> opened.toIntArray("a"));
    }
  }

  @Test
  void aFileCutShortAfterOpeningIsAnError() throws IOException {
    Path file =
        RawFile.write(
            folder.resolve("cut"), RawFile.bytes(object(tensor("a", "F32", "[2]", 0, 8)), 8));
    try (SafeTensorsFile opened = SafeTensorsFile.open(file)) {
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(Files.size(file) - 1);
      }
      var refused = assertThrows(SafeTensorsException.class, () -> opened.toFloatArray("a"));
      assertTrue(refused.getMessage().contains("cut short"), refused.getMessage());
    }
  }

  @Test
  void aBooleanByteOtherThanZeroOrOneIsAnError() {
    byte[] header = object(tensor("a", "BOOL", "[2]", 0, 2)).getBytes(StandardCharsets.UTF_8);
    Path file =
        RawFile.write(
            folder.resolve("bool"), RawFile.bytes(header.length, header, new byte[] {1, 2}));
    try (SafeTensorsFile opened = SafeTensorsFile.open(file)) {
      assertThrows(SafeTensorsException.class, () -> opened.toIntArray("a"));
    }
  }
}
