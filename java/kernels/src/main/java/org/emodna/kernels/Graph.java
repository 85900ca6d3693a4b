package org.emodna.kernels;

import java.util.List;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_graph;

/** Operations recorded by {@link Stream#capture}, to be run again and again. */
public final class Graph implements AutoCloseable {
  private final Stream stream;
  private final emodna_graph handle;
  private final List<Tensor> tensors;
  private boolean closed;

  Graph(Stream stream, emodna_graph handle, List<Tensor> tensors) {
    this.stream = stream;
    this.handle = handle;
    this.tensors = tensors.stream().distinct().toList();
    stream.context().resources().add(this);
  }

  /** Queues all recorded operations, in order. */
  public void launch() {
    stream.call(
        tensors,
        () -> {
          if (closed) {
            throw new ClosedResourceException("the graph");
          }
          return Native.emodna_graph_launch(handle, stream.handle());
        });
  }

  @Override
  public void close() {
    stream
        .context()
        .exclusively(
            () -> {
              if (!closed) {
                closed = true;
                stream.context().resources().remove(this);
                Native.emodna_graph_destroy(handle);
              }
            });
  }
}
