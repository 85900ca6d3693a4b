package org.emodna.kernels.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.emodna.kernels.Device;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.DeviceUnavailableException;
import org.emodna.kernels.KernelContext;

/**
 * One implementation of the kernels: a device, and for the CPU one of its sets of vector
 * instructions.
 *
 * @param device number of the device
 * @param instructions as for {@link KernelContext#open}
 */
public record Setup(String name, int device, String instructions) {
  /**
   * Every implementation that this machine can run; with the property {@code
   * emodna.tested.only-gpus} those of GPUs.
   */
  public static Stream<Setup> all() {
    String problem = DeviceChoice.cudaProblem();
    if (problem != null) {
      System.out.println("not tested: CUDA: " + problem);
    }
    List<Setup> setups = new ArrayList<>();
    for (Device device : Device.list()) {
      if (!device.backend().equals("cpu")) {
        setups.add(new Setup(device.backend() + " " + device.number(), device.number(), ""));
        continue;
      }
      if (Boolean.getBoolean("emodna.tested.only-gpus")) {
        continue;
      }
      for (String instructions : List.of("portable", "avx2", "avx512")) {
        Setup setup = new Setup("cpu " + instructions, device.number(), instructions);
        try (KernelContext context = setup.open(1)) {
          setups.add(setup);
        } catch (DeviceUnavailableException e) {
          System.out.println("not tested: " + e.getMessage());
        }
      }
    }
    return setups.stream();
  }

  /** A context with the given number of CPU threads. */
  public KernelContext open(int threads) {
    return KernelContext.open(device, threads, instructions);
  }

  @Override
  public String toString() {
    return name;
  }
}
