package org.emodna.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.emodna.kernels.DeviceChoice;
import picocli.CommandLine.Option;

/** Where kernels run; shared by the commands that have a network run. */
final class RuntimeOptions extends DecodeOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu, cuda or cuda:N (default: auto); for many runs also cuda:all or cuda:N,N,...")
  String device = "auto";

  /** The device, announced on standard error. */
  DeviceChoice choose() {
    DeviceChoice choice = DeviceChoice.of(device);
    System.err.println("device: " + choice.device() + ", " + choice.reason());
    return choice;
  }

  /** The devices of many runs, announced on standard error. */
  void chooseEach() {
    List<DeviceChoice> choices = DeviceChoice.each(device);
    DeviceChoice first = choices.get(0);
    if (choices.size() == 1) {
      System.err.println("device: " + first.device() + ", " + first.reason());
    } else {
      String labels = choices.stream().map(DeviceChoice::label).collect(Collectors.joining(", "));
      System.err.println("devices: " + labels + ", each " + first.device());
    }
  }
}
