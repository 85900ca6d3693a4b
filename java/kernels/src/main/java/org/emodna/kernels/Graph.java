package org.emodna.kernels;

import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_graph;

/** Operations recorded by {@link Stream#capture}, which can run any number of times. */
public final class Graph extends ContextResource {
  private final Stream stream;
  private final emodna_graph handle;
  private final List<Tensor> tensors;

  Graph(Stream stream, emodna_graph handle, List<Tensor> tensors) {
    super(stream.context());
    this.stream = stream;
    this.handle = handle;
    this.tensors = tensors.stream().distinct().toList();
    register();
  }

  /** Queues all recorded operations, in order. */
  public void launch() {
    stream.call(
        tensors,
        () -> {
          requireOpen("the graph");
          return Native.emodna_graph_launch(handle, stream.handle());
        });
  }

  @Override
  void release() {
    Native.emodna_graph_destroy(handle);
  }
}
