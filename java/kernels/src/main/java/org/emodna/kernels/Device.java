package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_device_info;

/**
 * One device that kernels can run on.
 *
 * @param number its number for {@link KernelContext#open}; 0 is the CPU
 * @param backend "cpu" or "cuda"
 * @param name the maker's name of it
 * @param instructions vector instructions in use ("avx512", "avx2", "portable"), or "sm_90" and the
 *     like; "emulated" for CUDA on the CPU
 * @param memoryBytes its own memory; 0 where it is not known
 * @param units CPU threads or multiprocessors
 */
public record Device(
    int number, String backend, String name, String instructions, long memoryBytes, int units) {

  /**
   * All usable devices, the CPU first.
   *
   * @throws DeviceUnavailableException if the native library can't be loaded
   */
  public static List<Device> list() {
    NativeLibrary.load();
    int[] count = new int[1];
    Status.check(Native.emodna_device_count(count));
    List<Device> devices = new ArrayList<>();
    try (emodna_device_info info = new emodna_device_info()) {
      for (int i = 0; i < count[0]; i++) {
        Status.check(Native.emodna_device_describe(i, info));
        devices.add(of(i, info));
      }
    }
    return List.copyOf(devices);
  }

  static Device of(int number, emodna_device_info info) {
    return new Device(
        number,
        text(info.backend()),
        text(info.name()),
        text(info.instructions()),
        info.memory_bytes(),
        info.units());
  }

  private static String text(org.bytedeco.javacpp.BytePointer characters) {
    return characters.getString();
  }

  /** Whether CUDA's sources run on the CPU, as in tests. Nobody gets such a device unasked. */
  public boolean emulated() {
    return instructions.equals("emulated");
  }

  /** For logs and reports: "cpu (AMD EPYC, avx512, 2 threads)". */
  @Override
  public String toString() {
    String unit = backend.equals("cpu") ? " threads" : " multiprocessors";
    return backend + " (" + name + ", " + instructions + ", " + units + unit + ")";
  }
}
