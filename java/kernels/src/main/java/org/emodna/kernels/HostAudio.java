package org.emodna.kernels;

/** What the audio operations have in common: they take host memory, which only the CPU reads. */
final class HostAudio {
  private HostAudio() {}

  static void requireCpu(Stream stream, String operation) {
    if (stream.context().device().number() != 0) {
      throw new InvalidArgumentException(
          operation + " works on host memory: give it a stream of KernelContext.cpu()");
    }
  }
}
