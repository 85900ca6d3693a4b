package org.emodna.kernels;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.emodna.base.EmoDnaException;

/** What a context must free when it is closed: everything that was not closed before. */
final class Resources {
  private final Set<AutoCloseable> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  void add(AutoCloseable resource) {
    open.add(resource);
  }

  void remove(AutoCloseable resource) {
    open.remove(resource);
  }

  void closeAll() {
    Deque<AutoCloseable> left;
    synchronized (open) {
      left = new ArrayDeque<>(open);
    }
    for (AutoCloseable resource : left) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new EmoDnaException("a native resource could not be freed", e);
      }
    }
  }
}
