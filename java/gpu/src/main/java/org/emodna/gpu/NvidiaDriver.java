package org.emodna.gpu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.javacpp.BytePointer;
import org.emodna.kernels.DeviceChoice;

/**
 * The NVIDIA driver and its GPUs, as its management library reports them. Every driver comes with
 * that library; the CUDA toolkit is not needed.
 *
 * @param version such as "580.65.06"; "" if it can't be asked
 * @param gpus all GPUs of the machine
 * @param problem why the driver can't be asked, or null
 */
public record NvidiaDriver(String version, List<GpuStatus> gpus, String problem) {
  private static final int TEXT_BYTES = 96;

  /** Asks the driver if the CUDA backend has found a GPU; otherwise touches no NVIDIA library. */
  public static NvidiaDriver ask() {
    if (DeviceChoice.gpus().stream().allMatch(device -> device.emulated())) {
      return unknown("no GPU is in use");
    }
    return askUnguarded();
  }

  static NvidiaDriver askUnguarded() {
    try {
      int status = nvml.nvmlInit_v2();
      if (status != nvml.NVML_SUCCESS) {
        return unknown(error(status));
      }
      try {
        return read();
      } finally {
        nvml.nvmlShutdown();
      }
    } catch (LinkageError e) {
      return unknown(
          "the driver's management library libnvidia-ml.so.1 can't be loaded (" + e + ")");
    }
  }

  private static NvidiaDriver read() {
    byte[] version = new byte[TEXT_BYTES];
    int[] count = new int[1];
    int status = nvml.nvmlSystemGetDriverVersion(version, version.length);
    if (status == nvml.NVML_SUCCESS) {
      status = nvml.nvmlDeviceGetCount_v2(count);
    }
    if (status != nvml.NVML_SUCCESS) {
      return unknown(error(status));
    }
    List<GpuStatus> gpus = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      GpuStatus gpu = gpu(i);
      if (gpu != null) {
        gpus.add(gpu);
      }
    }
    return new NvidiaDriver(text(version), List.copyOf(gpus), null);
  }

  /** Null if the GPU can't be asked: it may be lost, or belong to another user. */
  private static GpuStatus gpu(int index) {
    byte[] name = new byte[TEXT_BYTES];
    int[] clock = new int[1];
    int[] most = new int[1];
    try (nvmlDevice_st device = new nvmlDevice_st();
        nvmlMemory_t memory = new nvmlMemory_t()) {
      if (nvml.nvmlDeviceGetHandleByIndex_v2(index, device) != nvml.NVML_SUCCESS
          || nvml.nvmlDeviceGetName(device, name, name.length) != nvml.NVML_SUCCESS
          || nvml.nvmlDeviceGetMemoryInfo(device, memory) != nvml.NVML_SUCCESS) {
        return null;
      }
      if (nvml.nvmlDeviceGetClockInfo(device, nvml.NVML_CLOCK_SM, clock) != nvml.NVML_SUCCESS
          || nvml.nvmlDeviceGetMaxClockInfo(device, nvml.NVML_CLOCK_SM, most)
              != nvml.NVML_SUCCESS) {
        most[0] = 0;
      }
      return new GpuStatus(
          text(name),
          new GpuStatus.Memory(memory._free(), memory.total()),
          new GpuStatus.Clock(clock[0], most[0]));
    }
  }

  private static NvidiaDriver unknown(String problem) {
    return new NvidiaDriver("", List.of(), problem);
  }

  private static String error(int status) {
    try (BytePointer words = nvml.nvmlErrorString(status)) {
      return "the driver's management library says: " + words.getString();
    }
  }

  private static String text(byte[] characters) {
    int end = 0;
    while (end < characters.length && characters[end] != 0) {
      end++;
    }
    return new String(characters, 0, end, java.nio.charset.StandardCharsets.UTF_8);
  }
}
