package org.emodna.kernels;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_graph;
import org.emodna.kernels.bindings.emodna_stream;

/** An ordered queue of work on a context's device. One thread at a time may use it. */
public final class Stream extends ContextResource {
  private final KernelContext context;
  private final emodna_stream handle = new emodna_stream();

  /** Tensors of the operations seen since capture began; null while nothing is captured. */
  private List<Tensor> captured;

  /** Whether parts of {@link #branches} are being queued. */
  private boolean forked;

  Stream(KernelContext context) {
    super(context);
    this.context = context;
    Status.check(Native.emodna_stream_create(context.handle(), handle));
    register();
  }

  /** The context on whose device the work runs. */
  public KernelContext context() {
    return context;
  }

  /** Waits until everything queued has run. */
  public void synchronize() {
    call(List.of(), () -> Native.emodna_stream_synchronize(handle));
  }

  /** For what works on memory, which a counting context has none of. */
  void requireMemory(String what) {
    if (context.count() != null) {
      throw new InvalidArgumentException(what + ": this context only counts memory");
    }
  }

  /**
   * Queues parts that a GPU may run at the same time; a CPU runs them one after another. All of
   * them wait for what was queued before, and what is queued next waits for all. What one part
   * writes, no other may read or write. A capture records them so, too.
   *
   * @param parts each queues its operations; nothing in it may wait, such as a copy to the host
   * @throws InvalidArgumentException within a part: it can't have parts again
   */
  public void branches(List<? extends Runnable> parts) {
    if (forked) {
      throw new InvalidArgumentException("a branch of a stream can't have branches itself");
    }
    if (context.count() != null || parts.size() < 2) {
      parts.forEach(Runnable::run);
      return;
    }
    int branches = Math.min(parts.size(), Native.EMODNA_MAX_BRANCHES);
    call(List.of(), () -> Native.emodna_stream_fork(handle, branches));
    forked = true;
    try {
      for (int k = 0; k < parts.size(); k++) {
        int branch = k % branches;
        call(List.of(), () -> Native.emodna_stream_branch(handle, branch));
        parts.get(k).run();
      }
    } catch (RuntimeException | Error e) {
      try {
        join();
      } catch (RuntimeException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    join();
  }

  private void join() {
    forked = false;
    call(List.of(), () -> Native.emodna_stream_join(handle));
  }

  /** Records what {@code work} queues on this stream, without running it. */
  public Graph capture(Runnable work) {
    requireMemory("capturing a graph");
    call(List.of(), () -> Native.emodna_graph_begin(handle));
    captured = new ArrayList<>();
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      try {
        endCapture(new emodna_graph()).close();
      } catch (RuntimeException another) {
        // Of a capture whose branches could not be joined, such as by this very failure.
        e.addSuppressed(another);
      }
      throw e;
    }
    return endCapture(new emodna_graph());
  }

  private Graph endCapture(emodna_graph graph) {
    List<Tensor> tensors = captured;
    captured = null;
    call(List.of(), () -> Native.emodna_graph_end(handle, graph));
    return new Graph(this, graph, tensors);
  }

  /** For operations that allocate, which can't be captured. */
  void requireNoCapture(String operation) {
    if (captured != null) {
      throw new InvalidArgumentException(
          operation + " can't be called while a graph is being captured");
    }
  }

  /** Runs a native call that uses the given tensors; all must be open. */
  void call(List<Tensor> tensors, java.util.function.IntSupplier nativeCall) {
    context.locked(
        () -> {
          requireOpen("the stream");
          for (Tensor tensor : tensors) {
            tensor.requireOpenIn(context);
          }
          Status.check(nativeCall.getAsInt());
          return null;
        });
    if (captured != null) {
      captured.addAll(tensors);
    }
  }

  void upload(Tensor to, long byteOffset, Pointer host, long bytes) {
    if (context.count() != null) {
      return;
    }
    call(
        List.of(to),
        () -> Native.emodna_copy_to_device(handle, to.address(byteOffset), host, bytes));
  }

  void download(Tensor from, long byteOffset, Pointer host, long bytes) {
    requireMemory("reading a tensor");
    call(
        List.of(from),
        () -> Native.emodna_copy_to_host(handle, host, from.address(byteOffset), bytes));
  }

  /** Sets every element to zero. */
  public void zero(Tensor tensor) {
    if (context.count() != null) {
      return;
    }
    call(List.of(tensor), () -> Native.emodna_zero(handle, tensor.address(0), tensor.bytes()));
  }

  /** Copies all of {@code from} to the start of {@code to}. */
  public void copy(Tensor to, Tensor from) {
    if (to.bytes() < from.bytes() || to.type() != from.type()) {
      throw new InvalidArgumentException("copy: " + from + " does not fit into " + to);
    }
    if (context.count() != null) {
      return;
    }
    call(
        List.of(to, from),
        () -> Native.emodna_copy(handle, to.address(0), from.address(0), from.bytes()));
  }

  emodna_stream handle() {
    return handle;
  }

  @Override
  void release() {
    Native.emodna_stream_destroy(handle);
  }
}
