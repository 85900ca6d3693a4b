package org.emodna.gpu;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be given back, last first, whatever happens in between. */
final class Held implements AutoCloseable {
  private final Deque<Runnable> releases = new ArrayDeque<>();

  /** Takes over what was just made. */
  void add(Runnable release) {
    releases.push(release);
  }

  /** Gives all of it back, even if some of that fails; then throws the first failure. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!releases.isEmpty()) {
      try {
        releases.pop().run();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Gives all of it back because something failed, which counts more than a failure to do so. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
