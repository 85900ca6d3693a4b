package org.emodna.gpu;

import java.util.Map;
import java.util.Random;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.base.EmoDnaException;

/**
 * What {@link PresetsTest} runs in a JVM of its own, with NVIDIA's libraries or stand-ins for them
 * on the loader's path, whether the native backend has found a GPU or not.
 */
final class PresetsMain {
  private PresetsMain() {}

  public static void main(String... parts) {
    for (String part : parts) {
      switch (part) {
        case "compare" -> compare();
        case "fail" -> fail();
        default -> throw new IllegalArgumentException(part);
      }
    }
  }

  /** The loops take the kernels' place: this is about the libraries. */
  private static void compare() {
    Float64Loops loops = new Float64Loops();
    Random random = new Random(3);
    for (VerifiedOperation operation :
        new VerifiedOperation[] {new LinearVerification(random), new TimNetVerification(random)}) {
      Map<String, float[]> expected = operation.expected(loops, loops);
      KernelCheck check = KernelVerification.besideLibraries(operation, expected, 0);
      System.out.println(check.outcome() + " " + check);
    }
  }

  /** Lets each call in turn fail; the stand-ins count what is not given back. */
  private static void fail() {
    DilatedConvolution.Shape shape = new DilatedConvolution.Shape(1, 2, 3, 5, 2);
    work(0, shape);
    System.out.println("left after success: " + left());
    int failures = 0;
    for (int call = 1; ; call++) {
      cudart.cudaDeviceSetLimit(0, call);
      try {
        work(0, shape);
        break;
      } catch (EmoDnaException e) {
        failures++;
        System.out.println(call + " " + e.getMessage());
      }
      if (left() != 0) {
        System.out.println("left after failure " + call + ": " + left());
      }
    }
    cudart.cudaDeviceSetLimit(0, 0);
    System.out.println("failures: " + failures);
    tryTo("a GPU that is not there", () -> work(1, shape));
    tryTo(
        "a convolution that cuDNN refuses",
        () -> work(0, new DilatedConvolution.Shape(1, 2, 3, 5, 0)));
    System.out.println("left at the end: " + left());
  }

  private static void tryTo(String what, Runnable work) {
    try {
      work.run();
      System.out.println(what + ": no failure");
    } catch (EmoDnaException e) {
      System.out.println(what + ": " + e.getMessage());
    }
  }

  /** Every function of the presets that is used. */
  private static void work(int usable, DilatedConvolution.Shape shape) {
    float[] x = new float[shape.xSize()];
    float[] y = new float[shape.ySize()];
    float[] w = new float[shape.weights()];
    try (CudaStream stream = CudaStream.open(usable);
        Cublas cublas = Cublas.open(stream);
        Cudnn cudnn = Cudnn.open(stream)) {
      new RowMajor(cublas).product(2, 3, 5, new float[10], new float[15]);
      cudnn.forward(shape, x, w);
      cudnn.backwardData(shape, w, y);
      cudnn.backwardFilter(shape, x, y);
    }
  }

  private static long left() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      cudart.cudaMemGetInfo(free, total);
      return total.get() - free.get();
    }
  }
}
