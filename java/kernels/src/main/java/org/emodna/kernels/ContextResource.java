package org.emodna.kernels;

import org.emodna.base.ClosedResourceException;

/**
 * Something native that belongs to a context: closed once, by its owner or with its context, and
 * never under a running call.
 */
abstract class ContextResource implements AutoCloseable {
  private final KernelContext context;
  private volatile boolean closed;

  ContextResource(KernelContext context) {
    this.context = context;
  }

  /**
   * From now on the context closes it, unless that was done before. Call it once it holds
   * something.
   */
  final void register() {
    context.resources().add(this);
  }

  /** Holds while the context is locked. */
  final void requireOpen(String name) {
    if (closed) {
      throw new ClosedResourceException(name);
    }
  }

  /** Frees what it holds; called once. */
  abstract void release();

  /** Frees it. A second call does nothing. */
  @Override
  public void close() {
    context.exclusively(
        () -> {
          if (!closed) {
            closed = true;
            context.resources().remove(this);
            release();
          }
        });
  }
}
