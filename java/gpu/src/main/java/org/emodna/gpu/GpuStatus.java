package org.emodna.gpu;

import java.util.Locale;

/**
 * What NVIDIA's management library (NVML) reports of one GPU of the machine. Its order is that of
 * the PCI bus; CUDA's order may differ, and leaves out what CUDA_VISIBLE_DEVICES hides.
 *
 * @param name the manufacturer's name for it
 */
public record GpuStatus(String name, Memory memory, Clock clock) {
  /**
   * A GPU's memory in bytes.
   *
   * @param free not used by any program
   */
  public record Memory(long free, long total) {}

  /**
   * The clock of a GPU's multiprocessors in MHz.
   *
   * @param now at present; 0 if unknown
   * @param most at most; 0 if unknown
   */
  public record Clock(int now, int most) {}

  /** "NVIDIA H100: 78.2 of 79.6 GiB free, 1200 of 1980 MHz". */
  @Override
  public String toString() {
    String text =
        String.format(
            Locale.ROOT,
            "%s: %.1f of %.1f GiB free",
            name,
            gib(memory.free()),
            gib(memory.total()));
    return clock.most() == 0 ? text : text + ", " + clock.now() + " of " + clock.most() + " MHz";
  }

  private static double gib(long bytes) {
    return bytes / (double) (1 << 30);
  }
}
