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
  private boolean shut;

  Gate(int places, long bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /** A request that is in. */
  final class Place implements AutoCloseable {
    /** Guarded by the gate. */
    private long size;

    private Place() {}

    /**
     * Says how many bytes its body takes now.
     *
     * @throws Refusal (503) if there is no room for more; it keeps what it has
     */
    void hold(long bytes) {
      resize(this, bytes);
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  /**
   * Lets a request in.
   *
   * @param size bytes that its body takes at first
   * @throws Refusal (503) if there is no room
   */
  synchronized Place enter(long size) {
    if (shut) {
      throw Refusal.busy("is being stopped");
    }
    if (taken == places) {
      throw Refusal.busy("has %d requests in hand, as many as it takes".formatted(places));
    }
    Place place = new Place();
    resize(place, size);
    taken++;
    return place;
  }

  private synchronized void resize(Place place, long size) {
    long more = size - place.size;
    if (more > 0 && held + more > bytes) {
      throw Refusal.busy("holds as many bytes of recordings as it takes");
    }
    held += more;
    place.size = size;
  }

  private synchronized void leave(Place place) {
    taken--;
    held -= place.size;
  }

  /** Lets nobody in any more; who is in stays. */
  synchronized void shut() {
    shut = true;
  }

  /** Requests that are in. */
  synchronized int taken() {
    return taken;
  }
}
