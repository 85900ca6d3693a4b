package org.example.service;

import io.javalin.util.JavalinBindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Starts the service. Each option has an environment variable too, as containers like it. */
@Command(
    name = "emodna-service",
    description = "Recognises emotion in recordings and live streams of speech, over HTTP.",
    mixinStandardHelpOptions = true,
    version = "1.0",
    sortOptions = false,
    showDefaultValues = true)
public final class Main implements Callable<Integer> {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--model",
      description =
          "The model file (default: the model that comes with EMO-DNA, trained on acted German"
              + " speech; docs/starter-model.md says what it can and can't do).",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      defaultValue = "${env:EMODNA_MODEL:-" + Option.NULL_VALUE + "}")
  private Path model;

  @Option(names = "--host", defaultValue = "${env:EMODNA_HOST:-127.0.0.1}")
  private String host;

  @Option(names = "--port", defaultValue = "${env:EMODNA_PORT:-8080}")
  private int port;

  @Option(names = "--admin-host", defaultValue = "${env:EMODNA_ADMIN_HOST:-127.0.0.1}")
  private String adminHost;

  @Option(
      names = "--admin-port",
      description = "Metrics and reloading.",
      defaultValue = "${env:EMODNA_ADMIN_PORT:-8081}")
  private int adminPort;

  @Option(
      names = "--metrics-host",
      description = "Address of a port with metrics alone (default: there is none).",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      defaultValue = "${env:EMODNA_METRICS_HOST:-" + Option.NULL_VALUE + "}")
  private String metricsHost;

  @Option(
      names = "--metrics-port",
      description = "Port for metrics alone.",
      defaultValue = "${env:EMODNA_METRICS_PORT:-8082}")
  private int metricsPort;

  @Option(
      names = "--watch-seconds",
      description = "How often to look whether the model file has changed; 0 = never.",
      defaultValue = "${env:EMODNA_WATCH_SECONDS:-5}")
  private double watch;

  @Option(
      names = "--workers",
      description = "Recognitions at a time; 0 = one per core.",
      defaultValue = "${env:EMODNA_WORKERS:-0}")
  private int workers;

  @Option(
      names = "--queue",
      description = "Requests that may wait in addition.",
      defaultValue = "${env:EMODNA_QUEUE:-64}")
  private int queue;

  @Option(
      names = "--max-mib",
      description = "Largest recording, in MiB.",
      defaultValue = "${env:EMODNA_MAX_MIB:-32}")
  private int maxMib;

  @Option(
      names = "--bodies-mib",
      description = "MiB of all recordings held at once; at least twice --max-mib.",
      defaultValue = "${env:EMODNA_BODIES_MIB:-64}")
  private int bodiesMib;

  @Option(
      names = "--max-seconds",
      description = "Longest recording, in seconds.",
      defaultValue = "${env:EMODNA_MAX_SECONDS:-600}")
  private double maxSeconds;

  @Option(
      names = "--upload-seconds",
      description = "Seconds that the head of a request may take to arrive, and again its body.",
      defaultValue = "${env:EMODNA_UPLOAD_SECONDS:-30}")
  private int upload;

  @Option(
      names = "--connections",
      description = "Sockets that may be open.",
      defaultValue = "${env:EMODNA_CONNECTIONS:-2000}")
  private int connections;

  @Option(
      names = "--streams",
      description = "Live streams at a time.",
      defaultValue = "${env:EMODNA_STREAMS:-1000}")
  private int streams;

  @Option(
      names = "--streams-mib",
      description = "MiB that all streams may hold; by default enough for 1,000 calls.",
      defaultValue = "${env:EMODNA_STREAMS_MIB:-192}")
  private int streamsMib;

  @Option(
      names = "--stream-idle-seconds",
      description = "End a stream after so many seconds without a sample.",
      defaultValue = "${env:EMODNA_STREAM_IDLE_SECONDS:-30}")
  private double streamIdle;

  @Option(
      names = "--stream-hours",
      description = "Longest stream, in hours.",
      defaultValue = "${env:EMODNA_STREAM_HOURS:-12}")
  private double streamHours;

  @Option(
      names = "--drain-seconds",
      description = "Seconds to keep serving after /health/ready has begun to answer 503.",
      defaultValue = "${env:EMODNA_DRAIN_SECONDS:-0}")
  private double drain;

  @Option(
      names = "--stop-seconds",
      description = "Seconds that requests in progress then have to finish.",
      defaultValue = "${env:EMODNA_STOP_SECONDS:-30}")
  private double stop;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /** Starts the service; it runs until it gets a signal. */
  public static void main(String[] args) {
    int code = new CommandLine(new Main()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    try {
      Service service = new Service(settings());
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
      return 0;
    } catch (EmoDnaException | JavalinBindException e) {
      System.err.println("emodna-service: " + e.getMessage());
      return 2;
    }
  }

  private ServiceSettings settings() {
    int threads = workers == 0 ? CORES : workers;
    return new ServiceSettings(
        model,
        host,
        within(port, 0, 65535, "--port"),
        adminHost,
        within(adminPort, 0, 65535, "--admin-port"),
        metricsHost,
        within(metricsPort, 0, 65535, "--metrics-port"),
        seconds(watch, 0, "--watch-seconds"),
        seconds(drain, 0, "--drain-seconds"),
        seconds(stop, 0.001, "--stop-seconds"),
        new Limits(
            within(threads, 1, 1024, "--workers"),
            within(queue, 0, 4096, "--queue"),
            (long) within(maxMib, 1, 1024, "--max-mib") << 20,
            (long) within(bodiesMib, 2 * maxMib, 65536, "--bodies-mib") << 20,
            seconds(maxSeconds, 1, "--max-seconds").toMillis() / 1e3,
            Duration.ofSeconds(within(upload, 1, 3600, "--upload-seconds")),
            within(connections, 1, 1_000_000, "--connections"),
            within(streams, 0, 1_000_000, "--streams"),
            (long) within(streamsMib, 0, 65536, "--streams-mib") << 20,
            seconds(streamIdle, 0.1, "--stream-idle-seconds"),
            3600 * seconds(streamHours, 0.001, "--stream-hours").toMillis() / 1e3,
            64 << 10));
  }

  private int within(int value, int least, int most, String option) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be from %d to %d, not %d".formatted(option, least, most, value));
    }
    return value;
  }

  private Duration seconds(double value, double least, String option) {
    if (!(value >= least && value <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be from %s to 86400, not %s".formatted(option, least, value));
    }
    return Duration.ofMillis(Math.round(1000 * value));
  }
}
