package org.emodna.kernels;

import java.nio.file.Path;

/** Fault injection of the CUDA backend's library: the n-th CUDA call from now on fails. */
final class CudaFaults {
  private CudaFaults() {}

  /** Makes the library's functions known to Java; it may be loaded already. */
  static void load(Path library) {
    System.load(library.toAbsolutePath().toString());
  }

  /** CUDA's numbers of errors. */
  static final int NO_MEMORY = 2;

  static final int LAUNCH_FAILURE = 719;

  /** Lets the n-th CUDA call from now on fail with this error of CUDA's; 0: none. */
  static native void failCall(long n, int error);

  /** CUDA calls since the library was loaded. */
  static native long calls();

  /** Objects of CUDA (memory, streams, events, graphs, handles) that are not given back. */
  static native long living();
}
