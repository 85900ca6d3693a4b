package org.emodna.kernels;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.emodna.base.ClosedResourceException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_context;
import org.emodna.kernels.bindings.emodna_device_info;

/**
 * One device with its threads: where tensors live and operations run. Close it last; closing frees
 * every tensor, operation and stream that still belongs to it, and using one of them afterwards is
 * a {@link ClosedResourceException}.
 */
public final class KernelContext implements AutoCloseable {
  /**
   * System property: the default of the CPU's instructions ("portable", "avx2" or "avx512"), for
   * results with the same bits on machines with different CPUs.
   */
  public static final String INSTRUCTIONS = "emodna.instructions";

  private final emodna_context handle;
  private final Device device;
  private final int threads;
  private final Resources resources = new Resources();

  /** The context whose device a counting one is of; null for a context of its own. */
  private final KernelContext parent;

  /** Counts what would be allocated; null where memory is really taken. */
  private final AllocationCount count;

  /**
   * Calls hold the read lock, closing holds the write lock: nothing is freed under a running call.
   */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  private KernelContext(emodna_context handle, int number) {
    this.parent = null;
    this.handle = handle;
    this.count = null;
    int[] threadCount = new int[1];
    Status.check(Native.emodna_context_threads(handle, threadCount));
    threads = threadCount[0];
    try (emodna_device_info info = new emodna_device_info()) {
      Status.check(Native.emodna_context_describe(handle, info));
      device = Device.of(number, info);
    }
  }

  private KernelContext(KernelContext of) {
    parent = of;
    handle = of.handle;
    device = of.device;
    threads = of.threads;
    count = new AllocationCount();
  }

  /**
   * A context of this one's device that takes no memory: its tensors have sizes but no content, and
   * what is written to them is dropped. Whatever is built on it, operations with their workspaces
   * included, tells by {@link #memoryInUse()} how much it would take here. Nothing can be run or
   * read. It is closed with this one at the latest.
   */
  public KernelContext counting() {
    return locked(
        () -> {
          KernelContext counting = new KernelContext(this);
          resources.add(counting);
          return counting;
        });
  }

  /** Whether it only counts memory; see {@link #counting()}. */
  public boolean countsOnly() {
    return count != null;
  }

  /** Null unless this context only counts. */
  AllocationCount count() {
    return count;
  }

  /** The CPU with the given number of threads; 0 = all. */
  public static KernelContext cpu(int threads) {
    return open(0, threads, "");
  }

  /**
   * Opens a device.
   *
   * @param number {@link Device#number()}
   * @param threads CPU threads, 0 = all of the machine's
   * @param instructions "portable", "avx2" or "avx512"; "" = those of {@link #INSTRUCTIONS} if it
   *     is set, otherwise the best that the CPU has
   */
  public static KernelContext open(int number, int threads, String instructions) {
    NativeLibrary.load();
    boolean unsaid = instructions.isEmpty() && number == 0;
    String used = unsaid ? System.getProperty(INSTRUCTIONS, "") : instructions;
    emodna_context handle = new emodna_context();
    Status.check(Native.emodna_context_create(number, threads, used, handle));
    try {
      return new KernelContext(handle, number);
    } catch (RuntimeException | Error e) {
      Native.emodna_context_destroy(handle);
      throw e;
    }
  }

  /** The device, with the instructions and threads that this context uses. */
  public Device device() {
    return device;
  }

  /** Threads that operations of this context use. */
  public int threads() {
    return threads;
  }

  /**
   * Bytes of the device's memory that are free now, other programs' use counted; 0 if unknown, as
   * on the CPU.
   */
  public long freeMemory() {
    return locked(
        () -> {
          try (emodna_device_info info = new emodna_device_info()) {
            Status.check(Native.emodna_context_describe(handle, info));
            return info.free_bytes();
          }
        });
  }

  /** Bytes in this context's tensors that are not closed. */
  public long memoryInUse() {
    return locked(
        () -> {
          if (count != null) {
            return count.bytes();
          }
          long[] bytes = new long[1];
          Status.check(Native.emodna_context_memory(handle, bytes));
          return bytes[0];
        });
  }

  /** A new ordered queue of work. */
  public Stream stream() {
    return locked(() -> new Stream(this));
  }

  emodna_context handle() {
    return handle;
  }

  Resources resources() {
    return resources;
  }

  /** Runs a native call while nothing of this context can be closed. */
  <T> T locked(java.util.function.Supplier<T> call) {
    return parent == null ? lockedHere(call) : parent.locked(() -> lockedHere(call));
  }

  private <T> T lockedHere(java.util.function.Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new ClosedResourceException("the kernel context");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs a native call that frees something; does nothing once the context is closed. */
  void exclusively(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    exclusively(
        () -> {
          resources.closeAll();
          closed = true;
          if (parent == null) {
            Native.emodna_context_destroy(handle);
          } else {
            parent.resources.remove(this);
          }
        });
  }
}
