package org.emodna.gpu;

import java.util.Locale;

/**
 * What NVIDIA's management library (NVML) says of one GPU of the machine. Its order is that of the
 * PCI bus; CUDA's may differ, and leaves out what CUDA_VISIBLE_DEVICES hides.
 *
 * @param freeBytes memory that no program has taken
 * @param totalBytes memory
 * @param megahertz present clock of the multiprocessors; 0 where it is not known
 * @param mostMegahertz highest clock of the multiprocessors; 0 where it is not known
 */
public record GpuStatus(
    String name, long freeBytes, long totalBytes, int megahertz, int mostMegahertz) {

  /** "NVIDIA H100: 78.2 of 79.6 GiB free, 1200 of 1980 MHz". */
  @Override
  public String toString() {
    String memory =
        String.format(
            Locale.ROOT, "%s: %.1f of %.1f GiB free", name, gib(freeBytes), gib(totalBytes));
    return mostMegahertz == 0
        ? memory
        : memory + ", " + megahertz + " of " + mostMegahertz + " MHz";
  }

  private static double gib(long bytes) {
    return bytes / (double) (1 << 30);
  }
}
