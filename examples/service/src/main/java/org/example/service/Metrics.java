package org.example.service;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What the service measures of itself, for Prometheus. */
final class Metrics implements AutoCloseable {
  /** Paths that get a series of their own; others are one, or a stranger could make any number. */
  private static final Set<String> PATHS =
      Set.of("/v1/recognize", "/v1/model", "/health/live", "/health/ready");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final MultiGauge model;

  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("process.resident.memory.bytes", Metrics::residentBytes)
        .description("what the process holds, native memory too")
        .register(registry);
    model =
        MultiGauge.builder("emodna.model")
            .description("1 for the version of the model in use")
            .register(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Watches what lets requests in and works on them. */
  void watch(Gate gate, Workers workers) {
    gauge("emodna.requests.active", "requests that were let in", gate::taken);
    gauge("emodna.workers.busy", "recognitions under way", workers::busy);
    gauge("emodna.workers.waiting", "recognitions that wait", workers::waiting);
  }

  void gauge(String name, String description, java.util.function.Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Counts a request that was answered. */
  void answered(Context request, float milliseconds) {
    String path = PATHS.contains(request.path()) ? request.path() : "other";
    Timer.builder("emodna.http.requests")
        .description("answers, by path and status, and the time from headers to answer")
        .tags("path", path, "status", Integer.toString(request.statusCode()))
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(registry)
        .record(Duration.ofNanos((long) (milliseconds * 1e6)));
  }

  /** All of it in Prometheus's text format. */
  String text(ModelInfo inUse) {
    Tags tags = Tags.of("version", inUse.version());
    model.register(List.of(MultiGauge.Row.of(tags, 1)), true);
    return registry.scrape();
  }

  /** Resident memory of this process in bytes; 0 where the system doesn't say. */
  static double residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return 1024.0 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException | NumberFormatException absent) {
      // Only Linux has it.
    }
    return 0;
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
