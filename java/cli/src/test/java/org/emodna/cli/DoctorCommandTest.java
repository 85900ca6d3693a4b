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
  void deepChecksEveryDeviceAndSaysWhatItCannotCompareWith() {
    Path library = Path.of(System.getProperty("emodna.cuda.tested", ""));
    Assumptions.assumeTrue(Files.isRegularFile(library), "no file " + library);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, library.toString());
    CommandLineTest.Ran ran = CommandLineTest.run("doctor", "--deep");
    assertEquals(Main.DONE, ran.exit(), ran.out());
    assertHas(ran.out(), "works    cuda:0: the sound was recognised there, too");
    for (String device : new String[] {"cpu", "cuda:0"}) {
      for (String operation : new String[] {"linear layer", "encoder"}) {
        String line = "deep     %s: %s beside float64 loops in Java: off by ";
        assertHas(ran.out(), line.formatted(device, operation));
      }
    }
    if (library.endsWith("libemodna_cuda_emulated.so")) {
      assertHas(
          ran.out(),
          "deep     cuda:0: nothing was compared with cuBLAS and cuDNN, as it is emulated");
    }
  }

  @Test
  void deepSaysWhyThereIsNoGpuToCompareOn() {
    System.setProperty(DeviceChoice.CUDA_LIBRARY, "/nonexistent/libemodna_cuda.so");
    CommandLineTest.Ran ran = CommandLineTest.run("doctor", "--deep");
    assertEquals(Main.DONE, ran.exit(), ran.out());
    assertHas(
        ran.out(),
        "deep     cpu: encoder beside float64 loops in Java: off by ",
        "deep     nothing was compared with cuBLAS and cuDNN, as no GPU is used: /nonexistent/");
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
