package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.kernels.DeviceChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What doctor says of GPUs. The reasons why one can't be used are in DeviceChoiceTest. */
class DoctorCommandTest {
  @AfterEach
  void forgetTheLibrary() {
    System.clearProperty(DeviceChoice.CUDA_LIBRARY);
  }

  private static void assertHas(String printed, String... parts) {
    for (String part : parts) {
      assertTrue(printed.contains(part), () -> "no '" + part + "' in " + printed);
    }
  }

  @Test
  void aGpuIsNumberedAndAnEmulatedOneIsNotChosen() {
    Path library = Path.of(System.getProperty("emodna.cuda.tested", ""));
    Assumptions.assumeTrue(Files.isRegularFile(library), "no file " + library);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, library.toString());
    CommandLineTest.Ran ran = CommandLineTest.run("doctor");
    assertEquals(Main.DONE, ran.exit(), ran.out());
    assertHas(ran.out(), "device   cuda:0 (", "NVIDIA ");
    if (library.endsWith("libemodna_cuda_emulated.so")) {
      assertHas(ran.out(), "chosen   cpu (", "only emulates a GPU", "no GPU is in use");
      assertHas(ran.out(), "cuDNN    found: encoder.engine may be cudnn");
    }
  }

  @Test
  void aMissingGpuIsNoDefectAndSaysWhy() {
    System.setProperty(DeviceChoice.CUDA_LIBRARY, "/nonexistent/libemodna_cuda.so");
    CommandLineTest.Ran ran = CommandLineTest.run("doctor");
    assertEquals(Main.DONE, ran.exit(), ran.out());
    assertHas(ran.out(), "GPU      not used: /nonexistent/libemodna_cuda.so", "chosen   cpu (");
  }

  @Test
  void theFolderOfNativesAndTheLicenceOfFfmpegAreNamed() {
    CommandLineTest.Ran ran = CommandLineTest.run("doctor");
    assertEquals(Main.DONE, ran.exit(), ran.out());
    assertHas(ran.out(), "natives  unpacked into ", "FFmpeg   8.", "(LGPL version 3 or later)");
  }
}
