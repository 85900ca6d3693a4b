package org.emodna.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.kernels.Device;
import org.emodna.kernels.KernelContext;

/**
 * Holds a device's kernels against references that share no code with them: on every device plain
 * loops in Java, and on a GPU NVIDIA's cuBLAS and cuDNN too. The operations are those that the time
 * goes into, a linear layer and the encoder's dilated convolutions, with their gradients.
 *
 * <p>The inputs are the same in every run. An error may be 1e-5 of the tensor's largest value
 * ({@link KernelCheck#BOUND}); the project's other rule on accuracy, at most twice the error of a
 * naive float32 loop, holds for the median of many draws and is a matter of the test suites.
 */
public final class KernelVerification {
  private static final long SEED = 20_260_101;

  private KernelVerification() {}

  /**
   * Checks a device. NVIDIA's libraries are touched only if it is a GPU, and not an emulated one.
   *
   * @return a check for each operation and reference; what fails is one of them and no exception
   */
  public static List<KernelCheck> of(Device device) {
    List<KernelCheck> checks = new ArrayList<>();
    Random random = new Random(SEED);
    for (VerifiedOperation operation :
        List.of(new LinearVerification(random), new TimNetVerification(random))) {
      checks.addAll(of(device, operation));
    }
    return List.copyOf(checks);
  }

  static List<KernelCheck> of(Device device, VerifiedOperation operation) {
    Map<String, float[]> actual;
    try (KernelContext context = KernelContext.open(device.number(), 0, "")) {
      actual = operation.actual(context);
    } catch (EmoDnaException e) {
      return List.of(
          KernelCheck.without(
              operation.name(), Float64Loops.NAME, KernelCheck.Outcome.FAILED, e.problem()));
    }
    List<KernelCheck> checks = new ArrayList<>();
    Float64Loops loops = new Float64Loops();
    Map<String, float[]> truth = operation.expected(loops, loops);
    checks.add(KernelCheck.compared(operation.name(), Float64Loops.NAME, truth, actual));
    if (isGpu(device)) {
      checks.add(besideLibraries(operation, actual, usable(device)));
    }
    return checks;
  }

  private static boolean isGpu(Device device) {
    return device.backend().equals("cuda") && !device.emulated();
  }

  /** Which of the GPUs that our backend can use it is. */
  private static int usable(Device device) {
    return Device.list().stream().filter(KernelVerification::isGpu).toList().indexOf(device);
  }

  /**
   * The operation by cuBLAS and, where it convolves, cuDNN.
   *
   * @param usable number of a GPU among those that our backend can use
   */
  static KernelCheck besideLibraries(
      VerifiedOperation operation, Map<String, float[]> actual, int usable) {
    String names = operation.convolves() ? "cuBLAS and cuDNN" : "cuBLAS";
    try (CudaStream stream = CudaStream.open(usable);
        Cublas cublas = Cublas.open(stream);
        Cudnn cudnn = operation.convolves() ? Cudnn.open(stream) : null) {
      names = cudnn == null ? cublas.name() : cublas.name() + " and " + cudnn.name();
      Map<String, float[]> expected = operation.expected(cublas, cudnn);
      return KernelCheck.compared(operation.name(), names, expected, actual);
    } catch (EmoDnaException e) {
      return KernelCheck.without(
          operation.name(), names, KernelCheck.Outcome.NOT_POSSIBLE, e.problem());
    } catch (LinkageError e) {
      // As where a library of another version lacks a function.
      Problem why = Problem.of("NVIDIA's libraries can't be used here (%s)".formatted(e));
      return KernelCheck.without(operation.name(), names, KernelCheck.Outcome.NOT_POSSIBLE, why);
    }
  }
}
