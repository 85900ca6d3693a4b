package org.example.service;

import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.WindowListener;

/**
 * All live streams. They use Jetty's WebSocket as it is and not Javalin's, which asks for the next
 * message by itself: there a stream could only be slowed down by holding its thread.
 */
final class Streams {
  /** Closes that have a count of their own; clients can make up a thousand others. */
  private static final Set<Integer> STATUSES = Set.of(1000, 1001, 1006, 1008, 1009, 1011, 1013);

  private static final String FULL = "has as many streams as it takes";

  private final Limits limits;
  private final Workers workers;
  private final ServedModel model;
  private final Counter windows;
  private final Counter bytes;
  private final Timer turns;
  private final Counter refused;
  private final MeterRegistry metrics;

  /** Streams with the bytes that each may hold. Changed under the lock of this. */
  private final Map<StreamSocket, Long> open = new ConcurrentHashMap<>();

  /** The sum of these. Guarded by this, as is the one below. */
  private long held;

  private boolean closed;

  Streams(Limits limits, Workers workers, ServedModel model, Metrics metrics) {
    this.limits = limits;
    this.workers = workers;
    this.model = model;
    this.metrics = metrics.registry();
    STATUSES.forEach(status -> count(Integer.toString(status)));
    refused = metrics.registry().counter("emodna.streams.refused");
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
      factory.setCreator((request, response) -> new StreamSocket(Streams.this, limits));
    }

    /** Most who come too many are told before they are connected; {@link #add} counts the last. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      if (room(StreamSocket.buffers(limits))) {
        super.service(request, response);
        return;
      }
      refused.increment();
      response.setStatus(503);
      response.setHeader("Retry-After", "5");
      response.setContentType(ErrorAnswer.TYPE);
      Refusal full = Refusal.busy(FULL);
      String answer = Server.text(ErrorAnswer.of("refused", 503, full.problem()));
      response.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  private synchronized boolean room(long bytes) {
    return !closed && open.size() < limits.streams() && held + bytes <= limits.streamsBytes();
  }

  /** Counts a stream in, if there is room. */
  synchronized boolean add(StreamSocket socket) {
    long bytes = StreamSocket.buffers(limits);
    if (!room(bytes)) {
      refused.increment();
      return false;
    }
    open.put(socket, bytes);
    held += bytes;
    return true;
  }

  /**
   * Keeps bytes for a stream until it is removed.
   *
   * @throws Refusal (503) if there is no room
   */
  private synchronized void hold(StreamSocket socket, long bytes) {
    if (held + bytes > limits.streamsBytes()) {
      refused.increment();
      throw Refusal.busy(FULL);
    }
    if (open.computeIfPresent(socket, (one, before) -> before + bytes) != null) {
      held += bytes;
    }
  }

  synchronized void remove(StreamSocket socket) {
    Long bytes = open.remove(socket);
    held -= bytes == null ? 0 : bytes;
  }

  /** Counts an end. */
  void closed(int status) {
    count(STATUSES.contains(status) ? Integer.toString(status) : "other").increment();
  }

  private Counter count(String status) {
    return metrics.counter("emodna.stream.closes", "status", status);
  }

  int open() {
    return open.size();
  }

  /**
   * Opens a stream, for whose samples there must be room.
   *
   * @throws Refusal (503) if there is none
   */
  SpeechStream open(StreamSocket socket, StreamOpening opening, WindowListener listener) {
    StreamFormat format = opening.format();
    StreamSettings settings = opening.settings();
    hold(socket, opening.bytes());
    return model.open(format, settings, listener);
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

  /** Lets no more in, ends all of them, and waits for their last results for so long at most. */
  void close(Duration patience) {
    synchronized (this) {
      closed = true;
    }
    open.keySet().forEach(StreamSocket::stop);
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (!open.isEmpty() && System.nanoTime() - end < 0) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
