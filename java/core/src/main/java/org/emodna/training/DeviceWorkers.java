package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Parallel;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.Thrown;
import org.emodna.kernels.Device;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.DeviceFailureException;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * A worker for each device, which takes pieces of work until there are none. With one device it is
 * the thread that calls, with several each has a thread of its own. A device that fails is used no
 * longer, and the others go on.
 */
final class DeviceWorkers {
  /** What a worker does after it has asked for work. */
  enum Next {
    /** Asks again. */
    GO_ON,
    /** Asks again a little later: others have in hand what is left, and may give it back. */
    WAIT,
    /** Ends. */
    END
  }

  /** Does a piece of work, if there is one. */
  interface Work {
    /** Called by each worker, in its thread. What it throws ends the work of all. */
    Next next(Worker worker);
  }

  /** A device, and whether it still works. Equal only to itself. */
  static final class Worker {
    private final DeviceChoice choice;
    private volatile boolean lost;

    private Worker(DeviceChoice choice) {
      this.choice = choice;
    }

    /** "cuda:1", for people. */
    String label() {
      return choice.label();
    }

    Device device() {
      return choice.device();
    }

    boolean isLost() {
      return lost;
    }

    private boolean isGpu() {
      return !choice.device().backend().equals("cpu");
    }

    /** "cuda:1 (NVIDIA H200)". */
    @Override
    public String toString() {
      return choice.label() + " (" + choice.device().name() + ")";
    }
  }

  /** How often those who wait for work look for it, if nobody tells them that there is some. */
  private static final long PATIENCE_MILLIS = 100;

  private final String wish;
  private final String remedy;
  private final int threads;
  private final BooleanSupplier stop;
  private final Progress progress;
  private final List<Worker> workers;

  /** What ended the work of all. */
  private Throwable fault;

  private boolean stopped;
  private Problem lastLoss;

  /**
   * @param wish the devices, for messages
   * @param choices what it stands for
   * @param remedy how to go on once all devices have failed
   * @param threads of the CPU; 0 = all
   * @param stop whether to end early
   * @param progress warned of devices that fail; from several threads
   */
  DeviceWorkers(
      String wish,
      List<DeviceChoice> choices,
      String remedy,
      int threads,
      BooleanSupplier stop,
      Progress progress) {
    this.wish = wish;
    this.remedy = remedy;
    this.threads = threads;
    this.stop = stop;
    this.progress = progress;
    workers = choices.stream().map(Worker::new).toList();
  }

  List<Worker> all() {
    return workers;
  }

  /** Those whose devices work. */
  List<Worker> working() {
    return workers.stream().filter(worker -> !worker.lost).toList();
  }

  /** Whether they have GPUs. */
  boolean useGpus() {
    return workers.get(0).isGpu();
  }

  /**
   * Works until each worker has ended.
   *
   * @throws TrainingException if all devices have failed
   */
  void run(Work work) {
    if (workers.size() == 1) {
      run(workers.get(0), work);
    } else {
      runInThreads(work);
    }
    synchronized (this) {
      if (fault != null) {
        throw again(fault);
      }
      if (working().isEmpty()) {
        throw allLost();
      }
    }
  }

  /** Throws what was caught, without what it was wrapped in. */
  static RuntimeException again(Throwable caught) {
    throw Thrown.again(caught instanceof LostDeviceException ? caught.getCause() : caught);
  }

  private void runInThreads(Work work) {
    List<Thread> running = new ArrayList<>();
    for (Worker worker : workers) {
      Thread thread = new Thread(() -> run(worker, work), "emodna-" + worker.label());
      running.add(thread);
      thread.start();
    }
    Parallel.join(
        running,
        () -> {
          // As the stop signal: the workers write their checkpoints first. Who is not at a step yet
          // is told by its own thread.
          stop();
          running.forEach(Thread::interrupt);
        });
  }

  private void run(Worker worker, Work work) {
    try {
      while (!worker.lost && !isEnding()) {
        Next next = work.next(worker);
        if (next == Next.WAIT) {
          await();
        } else {
          signal();
        }
        if (next == Next.END) {
          return;
        }
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized void fail(Throwable e) {
    if (fault == null) {
      fault = e;
    } else if (fault != e) {
      fault.addSuppressed(e);
    }
    stop();
  }

  private synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private synchronized void signal() {
    notifyAll();
  }

  private synchronized boolean isEnding() {
    return stopped;
  }

  private synchronized void await() {
    try {
      wait(PATIENCE_MILLIS);
      isStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /**
   * Whether it is time to stop: the signal, which is asked by one thread at a time, has said so to
   * any worker, or one has failed.
   */
  synchronized boolean isStopped() {
    stopped = stopped || stop.getAsBoolean();
    return stopped;
  }

  /**
   * Opens a worker's device.
   *
   * @throws LostDeviceException if that fails
   */
  KernelContext open(Worker worker) {
    try {
      return worker.choice.open(threads);
    } catch (EmoDnaException e) {
      throw new LostDeviceException(e.problem(), e);
    }
  }

  /** A device can't be opened. */
  static final class LostDeviceException extends TrainingException {
    private static final long serialVersionUID = 1L;

    LostDeviceException(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** Whether a device could not even be opened: what it was to train has no part in that. */
  static boolean isOpening(Throwable e) {
    return e instanceof LostDeviceException;
  }

  /** Whether a failure is one of the device, and it can't be used any more. */
  boolean isLoss(Worker worker, Throwable e) {
    return isOpening(e) || isOfDevice(worker, e) && !answers(worker);
  }

  /** Whether another device may well do what has failed on this one. */
  static boolean isOfDevice(Worker worker, Throwable e) {
    return worker.isGpu()
        && (e instanceof DeviceFailureException
            || e instanceof NativeMemoryException
            || e instanceof NoRoomException);
  }

  /** After a kernel's fault no call succeeds; a full or busy GPU still does a small thing. */
  private boolean answers(Worker worker) {
    try (KernelContext context = worker.choice.open(threads);
        Stream stream = context.stream();
        Tensor tensor = Tensor.floats(context, 1)) {
      tensor.write(stream, new float[] {1});
      return tensor.toFloats(stream)[0] == 1;
    } catch (EmoDnaException e) {
      return false;
    }
  }

  /**
   * A worker's device has failed, and is used no longer.
   *
   * @param what becomes of what it had in hand, such as "its 3 runs go to another device: "; empty
   *     where nothing does. Asked once the device counts as lost
   */
  synchronized void lose(Worker worker, Problem why, Supplier<String> what) {
    worker.lost = true;
    lastLoss = why.in(worker);
    if (!working().isEmpty()) {
      String becomes = what.get();
      progress.warn(
          worker.toString(),
          "has failed and is used no longer"
              + (becomes.isEmpty() ? ": " : "; " + becomes)
              + why.message());
    }
  }

  private TrainingException allLost() {
    return new TrainingException(
        Problem.of(
                "device " + wish,
                (workers.size() == 1 ? "it" : "each of its " + workers.size() + " GPUs")
                    + " has failed, "
                    + (workers.size() == 1 ? "" : "the last one, ")
                    + lastLoss.message())
            .remedy(remedy));
  }
}
