package org.emodna.features.stored;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.emodna.base.ClosedResourceException;
import org.emodna.features.FeatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  @TempDir Path folder;

  private static byte[] resource(String name) {
    try (InputStream in = NpyFileTest.class.getResourceAsStream(name + ".npy")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] all(NpyFile file) {
    float[] values = new float[(int) file.elements()];
    file.read(0, values, 0, values.length);
    return values;
  }

  private static String refused(byte[] content) {
    FeatureException e =
        assertThrows(FeatureException.class, () -> NpyFile.open(content, "some.npy").close());
    assertEquals("some.npy", e.subject());
    return e.getMessage();
  }

  /** Written by numpy 2.4: 1.5, -2.25, 0; 65504, 2^-24, -0. */
  @ParameterizedTest
  @ValueSource(strings = {"f2", "f2-big", "f4", "f4-big", "f8", "f8-big"})
  void readsWhatNumpyWrites(String name) {
    try (NpyFile file = NpyFile.open(resource(name), name)) {
      assertArrayEquals(new long[] {2, 3}, file.shape());
      assertEquals("float" + 8 * (name.charAt(1) - '0'), file.type());
      assertArrayEquals(new float[] {1.5f, -2.25f, 0f, 65504f, 0x1p-24f, -0f}, all(file));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fortran,Fortran",
    "pickle,pickle",
    "fields,named fields",
    "integers,elements of the type '<i8'"
  })
  void refusesWhatIsNoArrayOfFloats(String name, String why) {
    String message = refused(resource(name));
    assertTrue(message.contains(why), message);
    assertTrue(message.contains("save"), message);
  }

  @Test
  void readsAnyPartOfAFile() {
    float[] values = new float[50_000];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    try (NpyFile file = NpyFile.open(Npy.rows(folder.resolve("a.npy"), 500, values))) {
      assertArrayEquals(values, all(file));
      float[] part = new float[20_003];
      file.read(12_345, part, 2, 20_000);
      for (int i = 0; i < 20_000; i++) {
        assertEquals(values[12_345 + i], part[2 + i]);
      }
      assertThrows(IndexOutOfBoundsException.class, () -> file.read(49_999, part, 0, 2));
      file.close();
      assertThrows(ClosedResourceException.class, () -> file.read(0, part, 0, 1));
    }
  }

  @Test
  void everyTruncationIsOneError() {
    byte[] whole = resource("f4");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      String message = refused(cut);
      assertTrue(message.length() < 300, message);
    }
    assertTrue(refused(Arrays.copyOf(whole, whole.length - 1)).contains("cut short"));
    assertTrue(refused(Arrays.copyOf(whole, whole.length + 7)).contains("7 bytes behind"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 3}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + print()",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999,999999999999)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,4)}",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4\\x00', 'fortran_order': False, 'shape': (2,)}"
      })
  void refusesOtherHeaders(String header) {
    refused(Npy.raw(header, new byte[8]));
  }

  @Test
  void acceptsHeadersThatMeanTheSame() {
    for (String header :
        new String[] {
          "{\"shape\":(2,),\"fortran_order\":True,\"descr\":\"<f4\"}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }\n",
          "  {'descr':'<f4','fortran_order':True,'shape':(1,2)}  "
        }) {
      try (NpyFile file = NpyFile.open(Npy.raw(header, new byte[8]), "x")) {
        assertEquals(2, file.elements());
      }
    }
  }

  @Test
  void capsTheHeaderBeforeItIsRead() {
    byte[] file = Npy.raw(" ".repeat(10_001), new byte[0]);
    assertTrue(refused(file).contains("10001 bytes; the most is 10000"));
    byte[] announced = resource("f8");
    announced[8] = announced[9] = announced[10] = announced[11] = (byte) 0xFF;
    assertTrue(refused(announced).contains("4294967295"));
  }

  @Test
  void refusesOtherVersionsAndFiles() {
    byte[] file = resource("f4");
    file[6] = 4;
    assertTrue(refused(file).contains("version 4.0"));
    assertTrue(refused("RIFF and more of a recording".getBytes()).contains("not an npy file"));
    assertTrue(refused(new byte[0]).contains("empty"));
    Path missing = folder.resolve("missing.npy");
    assertTrue(
        assertThrows(FeatureException.class, () -> NpyFile.open(missing))
            .getMessage()
            .startsWith(missing + ": there is no such file"));
    assertThrows(FeatureException.class, () -> NpyFile.open(folder));
  }
}
