package org.example.service;

import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.WindowListener;

/**
 * All live streams. They use Jetty's WebSocket as it is and not Javalin's, which asks for the next
 * message by itself: there a stream could only be slowed down by holding its thread.
 */
final class Streams implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Limits limits;
  private final Workers workers;
  private final ServedModel model;
  private final Counter windows;
  private final Counter bytes;
  private final Timer turns;
  private final Set<StreamSocket> open = ConcurrentHashMap.newKeySet();

  /** Guarded by this. */
  private boolean closed;

  Streams(Limits limits, Workers workers, ServedModel model, Metrics metrics) {
    this.limits = limits;
    this.workers = workers;
    this.model = model;
    windows = metrics.registry().counter("emodna.stream.windows");
    bytes = metrics.registry().counter("emodna.stream.bytes");
    turns =
        Timer.builder("emodna.stream.turns")
            .description("from a stream's first message in its inbox until all are worked through")
            .register(metrics.registry());
    metrics.gauge("emodna.streams.open", "live streams", open::size);
  }

  /** Answers upgrades of a path. */
  void addTo(JavalinConfig config, String path) {
    config.jetty.modifyServletContextHandler(
        context -> context.addServlet(new ServletHolder(new Servlet()), path));
  }

  private final class Servlet extends JettyWebSocketServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
      factory.setCreator(
          (request, response) -> room(response) ? new StreamSocket(Streams.this, limits) : null);
    }
  }

  /** Most who come too many are told before they are connected; {@link #add} counts to the last. */
  private boolean room(JettyServerUpgradeResponse response) throws java.io.IOException {
    if (open.size() < limits.streams()) {
      return true;
    }
    response.setHeader("Retry-After", "5");
    response.sendError(503, "as many streams as it takes");
    return false;
  }

  /** Counts a stream in, if there is room. */
  synchronized boolean add(StreamSocket socket) {
    return !closed && open.size() < limits.streams() && open.add(socket);
  }

  void remove(StreamSocket socket) {
    open.remove(socket);
  }

  int open() {
    return open.size();
  }

  SpeechStream open(StreamOpening opening, WindowListener listener) {
    return model.open(opening.format(), opening.settings(), listener);
  }

  ModelInfo model() {
    return model.info();
  }

  Executor workers() {
    return workers.executor();
  }

  void pushed(int count) {
    bytes.increment(count);
  }

  void judged() {
    windows.increment();
  }

  void worked(long nanoseconds) {
    turns.record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  /** Lets no more in, ends all of them, and waits for their last results for a while. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    open.forEach(StreamSocket::stop);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!open.isEmpty() && System.nanoTime() - end < 0) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
