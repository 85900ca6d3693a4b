package org.emodna.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.emodna.base.EmoDnaException;
import org.emodna.kernels.Device;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * On the CPU and on the CUDA device that tests run on: the emulated one, or a GPU, where the
 * comparison is with cuBLAS and cuDNN too.
 */
class KernelVerificationTest {
  private static final Path PLUGIN = Path.of(System.getProperty("emodna.cuda.tested", ""));

  @AfterEach
  void forgetTheLibrary() {
    System.clearProperty(DeviceChoice.CUDA_LIBRARY);
  }

  private static Device cuda() {
    Assumptions.assumeTrue(Files.isRegularFile(PLUGIN), "no file " + PLUGIN);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, PLUGIN.toString());
    List<Device> gpus = DeviceChoice.gpus();
    Assumptions.assumeFalse(gpus.isEmpty(), DeviceChoice::cudaProblem);
    return gpus.get(0);
  }

  private static void assertPassed(List<KernelCheck> checks) {
    for (KernelCheck check : checks) {
      System.out.println(check);
      assertEquals(KernelCheck.Outcome.PASSED, check.outcome(), check.toString());
      assertNull(check.problem());
    }
    assertEquals(List.of("y", "dx", "dweight", "dbias"), tensors(checks.get(0)));
    assertEquals(
        List.of("y", "z", "dx", "dfilters 1", "dfilters 2", "dfilters 4", "dothers"),
        tensors(checks.get(1)));
  }

  private static List<String> tensors(KernelCheck check) {
    return check.differences().stream().map(KernelCheck.Difference::tensor).toList();
  }

  private static List<KernelCheck> besideLoops(Device device) {
    return KernelVerification.of(device).stream()
        .filter(check -> check.reference().equals(Float64Loops.NAME))
        .toList();
  }

  @Test
  void theCpuAgreesWithTheLoopsAndAsksNoLibrary() {
    List<KernelCheck> checks = KernelVerification.of(Device.list().get(0));
    assertEquals(2, checks.size());
    assertPassed(checks);
  }

  @Test
  void theCudaDeviceAgreesWithTheLoops() {
    Device device = cuda();
    List<KernelCheck> checks = besideLoops(device);
    assertEquals(2, checks.size());
    assertPassed(checks);
    if (device.emulated()) {
      assertEquals(2, KernelVerification.of(device).size(), "no library is asked");
    }
  }

  @Test
  void aGpuAgreesWithCublasAndCudnn() {
    Device device = cuda();
    Assumptions.assumeFalse(device.emulated(), "cuBLAS and cuDNN need a GPU; this one is emulated");
    List<KernelCheck> checks =
        KernelVerification.of(device).stream()
            .filter(check -> !check.reference().equals(Float64Loops.NAME))
            .toList();
    assertEquals(2, checks.size());
    for (KernelCheck check : checks) {
      Assumptions.assumeFalse(check.outcome() == KernelCheck.Outcome.NOT_POSSIBLE, check::toString);
    }
    assertPassed(checks);
  }

  @Test
  void whatIsWrongFails() {
    VerifiedOperation linear = new LinearVerification(new Random(1));
    VerifiedOperation encoder = new TimNetVerification(new Random(2));
    Map<String, float[]> layer;
    Map<String, float[]> encoded;
    try (KernelContext context = KernelContext.cpu(1)) {
      layer = linear.actual(context);
      encoded = encoder.actual(context);
    }
    Float64Loops right = new Float64Loops();
    WrongReferences.PRODUCTS.forEach(
        (what, wrong) -> {
          assertFails(what, linear, wrong, right, layer);
          // Of one element there the encoder's other sums leave less.
          if (!what.startsWith("one element is off")) {
            assertFails(what, encoder, wrong, right, encoded);
          }
        });
    WrongReferences.CONVOLUTIONS.forEach(
        (what, wrong) -> assertFails(what, encoder, right, wrong, encoded));
  }

  private static void assertFails(
      String what,
      VerifiedOperation operation,
      MatrixProduct product,
      DilatedConvolution convolution,
      Map<String, float[]> actual) {
    KernelCheck check =
        KernelCheck.compared(
            operation.name(), what, operation.expected(product, convolution), actual);
    assertEquals(KernelCheck.Outcome.FAILED, check.outcome(), check.toString());
    assertTrue(check.toString().endsWith("; no more than 1e-05 is right"), check.toString());
  }

  @Test
  void aDeviceThatFailsIsACheckThatFails() {
    VerifiedOperation failing =
        new VerifiedOperation() {
          @Override
          public String name() {
            return "nothing";
          }

          @Override
          public boolean convolves() {
            return false;
          }

          @Override
          public Map<String, float[]> actual(KernelContext context) {
            throw new EmoDnaException("the device is lost");
          }

          @Override
          public Map<String, float[]> expected(MatrixProduct product, DilatedConvolution library) {
            throw new AssertionError("there is nothing to compare");
          }
        };
    List<KernelCheck> checks = KernelVerification.of(Device.list().get(0), failing);
    assertEquals(1, checks.size());
    assertEquals(
        "nothing beside float64 loops in Java: it failed: the device is lost",
        checks.get(0).toString());
  }
}
