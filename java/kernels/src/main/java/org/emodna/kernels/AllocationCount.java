package org.emodna.kernels;

/** Stands in for a device's memory where only sizes matter. */
final class AllocationCount {
  /** Devices hand out memory in pieces of this size, so a sum of tensors is not too small. */
  private static final long GRAIN = 512;

  /** No address of real memory, and not null, which means "left out" to an operation. */
  private static final long FIRST = 1L << 20;

  private long bytes;

  /** Takes so many bytes; an address that nothing may be read from. */
  synchronized long take(long size) {
    long address = FIRST + bytes;
    bytes += rounded(size);
    return address;
  }

  synchronized void giveBack(long size) {
    bytes -= rounded(size);
  }

  private static long rounded(long size) {
    return Math.addExact(size, GRAIN - 1) / GRAIN * GRAIN;
  }

  synchronized long bytes() {
    return bytes;
  }
}
