package org.emodna.cli;

import org.emodna.kernels.DeviceChoice;
import picocli.CommandLine.Option;

/** Where kernels run; shared by the commands that have a network run. */
final class RuntimeOptions extends DecodeOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N (default: auto).")
  String device = "auto";

  /** The device, announced on standard error. */
  DeviceChoice choose() {
    DeviceChoice choice = DeviceChoice.of(device);
    System.err.println("device: " + choice.device() + ", " + choice.reason());
    return choice;
  }
}
