package org.emodna.kernels;

import java.nio.file.Path;

/** Fault injection of the CUDA backend's library: the n-th CUDA call from now on fails. */
final class CudaFaults {
  private CudaFaults() {}

  /** Makes the library's functions known to Java; it may be loaded already. */
  static void load(Path library) {
    System.load(library.toAbsolutePath().toString());
  }

  /** Lets the n-th CUDA call from now on fail as if there were no memory; 0: none. */
  static native void failCall(long n);

  /** CUDA calls since the library was loaded. */
  static native long calls();

  /** Objects of the emulated CUDA that are not given back; a GPU has no such number. */
  static native long living();
}
