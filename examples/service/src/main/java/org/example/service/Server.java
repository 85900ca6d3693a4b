package org.example.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.emodna.base.Problem;

/** One port with what both ports have: limits of sockets and threads, errors, ids, the stop. */
final class Server {
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A body that stands still for so long as the service stops, and an idle client, are left. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private static final int SEND_BUFFER = 128 << 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** All JSON of the service: names in snake case, times as ISO 8601. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  /** A value as that JSON. */
  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is no JSON", e);
    }
  }

  private final Javalin javalin;

  /**
   * @param threads for requests
   * @param connections open sockets
   * @param head time that the head of a request may take to arrive
   * @param stop time that requests under way have as it is stopped
   * @param routes what it answers
   */
  Server(
      String host,
      int port,
      int threads,
      int connections,
      Duration head,
      Duration stop,
      Metrics metrics,
      Consumer<JavalinConfig> routes) {
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.prefer405over404 = true;
              config.jsonMapper(new JavalinJackson(JSON, false));
              config.jetty.threadPool = pool(threads, port);
              config.jetty.addConnector(
                  (server, http) -> {
                    ServerConnector connector =
                        new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
                    connector.setHost(host);
                    connector.setPort(port);
                    connector.setIdleTimeout(IDLE.toMillis());
                    connector.setShutdownIdleTimeout(Math.min(stop.toMillis(), PAUSE.toMillis()));
                    // What the system holds for a client that doesn't read.
                    connector.setAcceptedSendBufferSize(SEND_BUFFER);
                    connector.addBean(new ConnectionSweep(connector.getScheduler(), head));
                    return connector;
                  });
              config.jetty.modifyServer(
                  server -> {
                    server.insertHandler(new GracefulHandler());
                    server.setErrorHandler(new JettyErrors(metrics.registry()));
                    server.setStopTimeout(stop.toMillis());
                    server.addBean(new NetworkConnectionLimit(connections, server));
                  });
              config.requestLogger.http(metrics::answered);
              config.routes.before(Server::named);
              config.routes.exception(Exception.class, Server::failed);
              config.routes.exception(HttpResponseException.class, Server::refused);
              routes.accept(config);
            });
  }

  private static QueuedThreadPool pool(int threads, int port) {
    QueuedThreadPool pool = new QueuedThreadPool(threads, Math.min(8, threads));
    pool.setName("http-" + port);
    return pool;
  }

  /** Gives each answer the request's own id, or one. */
  private static void named(Context request) {
    String given = request.header("X-Request-Id");
    boolean usable = given != null && ID.matcher(given).matches();
    request.header("X-Request-Id", usable ? given : UUID.randomUUID().toString());
  }

  /** What Javalin refuses by itself: there is no such path, or not for this method. */
  private static void refused(HttpResponseException refusal, Context request) {
    int status = refusal.getStatus();
    ErrorAnswer answer =
        status == 404 || status == 405
            ? ErrorAnswer.notFound(status, request)
            : ErrorAnswer.of("refused", status, Problem.of("the request", refusal.getMessage()));
    answer.to(request);
  }

  private static void failed(Exception failure, Context request) {
    String id = request.res().getHeader("X-Request-Id");
    ErrorAnswer.of(failure, "%s %s, request %s,".formatted(request.method(), request.path(), id))
        .to(request);
    if (failure instanceof Refusal refusal && !refusal.retryAfter().isZero()) {
      request.header("Retry-After", Long.toString(refusal.retryAfter().toSeconds()));
    }
  }

  /**
   * Sends the answer to a request whose body is not all read, and ends the connection with it: what
   * is still to come of the body would have to be read before the next request.
   */
  static void answerNow(Refusal refusal, Context request) {
    failed(refusal, request);
    request.header("Connection", "close");
    try (InputStream answer = request.resultInputStream()) {
      byte[] bytes = answer.readAllBytes();
      request.res().setContentLength(bytes.length);
      request.res().getOutputStream().write(bytes);
      request.res().flushBuffer();
    } catch (IOException gone) {
      // The client has left; the answer is counted all the same.
    }
  }

  /** Begins to answer. */
  void start() {
    javalin.start();
  }

  /** The port, which the system chooses where 0 was asked for. */
  int port() {
    return javalin.port();
  }

  /** Lets no new request in, and waits for those under way. */
  void stop() {
    javalin.stop();
  }
}
