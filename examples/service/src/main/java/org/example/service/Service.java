package org.example.service;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.emodna.base.EmoDnaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole service: a port for clients, a port for its keepers, and what both of them ask. */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** Requests beside those with a place that may be told so at a time. */
  private static final int SPARE_THREADS = 64;

  private final Metrics metrics = new Metrics();
  private final Workers workers;
  private final ServedModel model;
  private final ModelWatch watch;
  private final Streams streams;
  private final Server open;
  private final Server keepers;

  /** Metrics alone; null where nobody asked for it. */
  private final Server scrapers;

  private final Gate gate;
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Duration drain;
  private final Duration stop;

  /**
   * Loads the model and begins to answer.
   *
   * @throws EmoDnaException if the model can't be used
   */
  Service(ServiceSettings settings) {
    Limits limits = settings.limits();
    drain = settings.drain();
    stop = settings.stop();
    warn(limits);
    model = new ServedModel(settings.model(), limits, metrics.registry());
    workers = new Workers(limits.workers());
    gate = new Gate(limits.places(), limits.bodiesBytes());
    metrics.watch(gate, workers);
    streams = new Streams(limits, workers, model, metrics);
    RecognizeHandler recognize = new RecognizeHandler(new Body(limits), gate, workers, model);
    open =
        new Server(
            settings.host(),
            settings.port(),
            limits.places() + SPARE_THREADS,
            limits.connections(),
            limits.upload(),
            settings.stop(),
            metrics,
            config -> {
              config.routes.post("/v1/recognize", recognize);
              config.routes.get("/v1/model", request -> request.json(model.info()));
              streams.addTo(config, "/v1/stream");
              health(config);
            });
    keepers =
        inner(
            settings.adminHost(),
            settings.adminPort(),
            settings,
            config -> {
              config.routes.get("/metrics", this::scrape);
              config.routes.post("/admin/reload", this::reload);
              health(config);
            });
    scrapers =
        settings.metricsHost() == null
            ? null
            : inner(
                settings.metricsHost(),
                settings.metricsPort(),
                settings,
                config -> {
                  config.routes.get("/metrics", this::scrape);
                  health(config);
                });
    watch =
        settings.watch().isZero() || settings.model() == null
            ? null
            : new ModelWatch(settings.model(), model, settings.watch());
    open.start();
    keepers.start();
    if (scrapers != null) {
      scrapers.start();
    }
    ready.set(true);
    LOG.info("ready: port {}, admin port {}, model {}", open.port(), keepers.port(), model.info());
  }

  /** A port that few ask, with threads of its own. */
  private Server inner(
      String host, int port, ServiceSettings settings, Consumer<JavalinConfig> routes) {
    Duration head = settings.limits().upload();
    return new Server(host, port, 16, 64, head, settings.stop(), metrics, routes);
  }

  private void health(JavalinConfig config) {
    config.routes.get("/health/live", request -> request.json(Map.of("status", "up")));
    config.routes.get(
        "/health/ready",
        request -> {
          String status = status();
          request.status(status.equals("up") ? 200 : 503).json(Map.of("status", status));
        });
  }

  private String status() {
    if (!ready.get()) {
      return stopped.get() ? "stopping" : "starting";
    }
    return model.works() ? "up" : "broken";
  }

  /** All of what the limits allow should fit into the heap. */
  private static void warn(Limits limits) {
    long heap = Runtime.getRuntime().maxMemory();
    if (limits.heapBytes() > heap) {
      LOG.warn(
          "the heap has {} MiB, and these limits allow {}: raise -Xmx, or lower --workers,"
              + " --max-seconds, --bodies-mib or --streams-mib",
          heap >> 20,
          limits.heapBytes() >> 20);
    }
  }

  private void scrape(Context request) {
    request
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(metrics.text(model.info()));
  }

  private void reload(Context request) {
    try {
      ServedModel.Reload result = model.reload();
      request.json(
          Map.of(
              "result", result.name().toLowerCase(java.util.Locale.ROOT), "model", model.info()));
    } catch (EmoDnaException e) {
      ErrorAnswer.of("the model in use stays", 422, e.problem()).to(request);
    }
  }

  int port() {
    return open.port();
  }

  int metricsPort() {
    return scrapers.port();
  }

  int adminPort() {
    return keepers.port();
  }

  /**
   * Stops in an order in which nothing is lost: says that it is no longer ready, and goes on for as
   * long as those who ask for that need to notice; takes no more recordings, so that streams
   * needn't wait behind them; ends streams with the windows that they have; waits for requests
   * under way; gives the model back.
   */
  @Override
  public void close() {
    if (stopped.getAndSet(true)) {
      return;
    }
    ready.set(false);
    LOG.info("stopping: {} streams open", streams.open());
    try {
      Thread.sleep(drain.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (watch != null) {
      watch.close();
    }
    gate.shut();
    streams.close(stop);
    open.stop();
    workers.close();
    keepers.stop();
    if (scrapers != null) {
      scrapers.stop();
    }
    model.close();
    metrics.close();
    LOG.info("stopped");
  }
}
