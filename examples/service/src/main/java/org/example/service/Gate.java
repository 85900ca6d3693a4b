package org.example.service;

/**
 * Lets in as many requests as there are places, and as many bytes of bodies. Who doesn't get in is
 * told so at once: a queue that grows without bound only makes every client wait until it has given
 * up. Thread-safe.
 */
final class Gate {
  private final int places;
  private final long bytes;
  private int taken;
  private long held;

  Gate(int places, long bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /** A request that is in. */
  final class Place implements AutoCloseable {
    private final long size;

    private Place(long size) {
      this.size = size;
    }

    @Override
    public void close() {
      leave(size);
    }
  }

  /**
   * Lets a request in.
   *
   * @param size most bytes that its body may have
   * @throws Refusal (503) if there is no room
   */
  synchronized Place enter(long size) {
    if (taken == places) {
      throw Refusal.busy("has %d requests in hand, as many as it takes".formatted(places));
    }
    if (held + size > bytes) {
      throw Refusal.busy("holds as many bytes of recordings as it takes");
    }
    taken++;
    held += size;
    return new Place(size);
  }

  private synchronized void leave(long size) {
    taken--;
    held -= size;
  }

  /** Requests that are in. */
  synchronized int taken() {
    return taken;
  }
}
