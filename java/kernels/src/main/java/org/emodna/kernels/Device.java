package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_device_info;

/** One device that kernels can run on. Devices are equal if all of their properties are. */
public final class Device {
  private final int number;
  private final String backend;
  private final String name;
  private final String instructions;
  private final long memoryBytes;
  private final int units;

  private Device(int number, emodna_device_info info) {
    this.number = number;
    backend = info.backend().getString();
    name = info.name().getString();
    instructions = info.instructions().getString();
    memoryBytes = info.memory_bytes();
    units = info.units();
  }

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
    return new Device(number, info);
  }

  /** Its number for {@link KernelContext#open}; 0 is the CPU. */
  public int number() {
    return number;
  }

  /** "cpu" or "cuda". */
  public String backend() {
    return backend;
  }

  /** The manufacturer's name for it. */
  public String name() {
    return name;
  }

  /**
   * The vector instructions in use ("avx512", "avx2" or "portable"; "neon" on 64-bit ARM), or a
   * GPU's compute capability such as "sm_90"; "emulated" for CUDA on the CPU.
   */
  public String instructions() {
    return instructions;
  }

  /** Bytes of its own memory; 0 if unknown. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** CPU threads or multiprocessors. */
  public int units() {
    return units;
  }

  /** Whether CUDA's sources run on the CPU, as in tests. Only those who ask for it get it. */
  public boolean emulated() {
    return instructions.equals("emulated");
  }

  /** For logs and reports: "cpu (AMD EPYC, avx512, 2 threads)". */
  @Override
  public String toString() {
    return backend + " (" + describe() + ")";
  }

  /** What stands behind the backend's name there. */
  String describe() {
    String unit = backend.equals("cpu") ? " threads" : " multiprocessors";
    return name + ", " + instructions + ", " + units + unit;
  }

  /** Whether it is of the other's kind: what is computed on either has the same bits. */
  boolean isLike(Device other) {
    return backend.equals(other.backend)
        && name.equals(other.name)
        && instructions.equals(other.instructions)
        && units == other.units;
  }

  private List<Object> values() {
    return List.of(number, backend, name, instructions, memoryBytes, units);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Device device && values().equals(device.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }
}
