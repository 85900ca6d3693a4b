package org.example.service;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which the head of a request does not come to its end in time. Jetty's own
 * limit is that of a pause: a client that sends a byte now and then could keep a socket for ever,
 * and some thousands of them all that there are.
 */
final class ConnectionSweep extends AbstractLifeCycle implements Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionSweep.class);

  private final Scheduler scheduler;
  private final Duration time;
  private final Map<Connection, State> open = new ConcurrentHashMap<>();
  private volatile Scheduler.Task next = () -> false;

  /** What a connection had answered when it was last looked at, and since when that is so. */
  private record State(long answered, long since) {}

  /**
   * @param time for the head of a request, from the answer before on
   */
  ConnectionSweep(Scheduler scheduler, Duration time) {
    this.scheduler = scheduler;
    this.time = time;
  }

  @Override
  public void onOpened(Connection connection) {
    // Those that became streams have limits of their own.
    if (connection instanceof ConnectionMetaData) {
      open.put(connection, new State(0, System.nanoTime()));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  @Override
  protected void doStart() {
    next =
        scheduler.schedule(this::sweep, Math.max(1, time.toMillis() / 10), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  private void sweep() {
    try {
      long now = System.nanoTime();
      open.forEach((connection, state) -> look(connection, state, now));
    } finally {
      if (isRunning()) {
        doStart();
      }
    }
  }

  private void look(Connection connection, State state, long now) {
    try {
      long answered = connection.getMessagesOut();
      if (answered != state.answered() || connection.getMessagesIn() > answered) {
        open.replace(connection, state, new State(answered, now));
      } else if (now - state.since() > time.toNanos()) {
        connection.getEndPoint().close();
      }
    } catch (RuntimeException e) {
      // One that can't be closed must not keep the others open.
      open.remove(connection);
      LOG.warn("connection {} can't be closed", connection, e);
    }
  }
}
