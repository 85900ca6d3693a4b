package org.example.service.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, so that its memory is its own, on ports of 127.0.0.1. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;
  private final int adminPort;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerProcess(Process process, int port, int adminPort) {
    this.process = process;
    this.port = port;
    this.adminPort = adminPort;
  }

  /**
   * Starts it, from the jar that the property service.jar names, or with the class path of this
   * process, and waits until it is ready.
   *
   * @param log takes what it prints
   */
  static ServerProcess start(Path model, Path log, List<String> options)
      throws IOException, InterruptedException {
    int port = freePort();
    int adminPort = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // All of the heap is there from the beginning: what grows is native memory.
    command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC"));
    // As much as the heap would be too little for the longest recordings on two workers.
    command.add("-Dorg.bytedeco.javacpp.maxBytes=1g");
    command.add("-Dorg.slf4j.simpleLogger.log.org.example.service.JettyErrors=debug");
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    String jar = System.getProperty("service.jar");
    command.addAll(
        jar == null
            ? List.of("-cp", System.getProperty("java.class.path"), "org.example.service.Main")
            : List.of("-jar", jar));
    command.addAll(List.of("--model", model.toString()));
    command.addAll(List.of("--port", "" + port, "--admin-port", "" + adminPort));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.redirectErrorStream(true).redirectOutput(new File(log.toString()));
    ServerProcess server = new ServerProcess(builder.start(), port, adminPort);
    server.awaitReady(log);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        if (get(admin("/health/ready")).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Nobody listens there yet.
      }
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new IOException("the service did not start:\n" + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  HttpClient client() {
    return client;
  }

  int port() {
    return port;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  URI stream() {
    return URI.create("ws://127.0.0.1:" + port + "/v1/stream");
  }

  private URI admin(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }

  /** Sends a recording, and does not wait for the answer. */
  CompletableFuture<HttpResponse<String>> post(byte[] recording) {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/recognize"))
            .POST(BodyPublishers.ofByteArray(recording))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  /** Has the model file read again. */
  HttpResponse<String> reload() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(admin("/admin/reload"))
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** The sum of all series of a name with such tags; 0 where there are none. */
  double metric(String name, String... tags) throws IOException, InterruptedException {
    double sum = 0;
    for (String line : get(admin("/metrics")).body().split("\n")) {
      if ((line.startsWith(name + " ") || line.startsWith(name + "{"))
          && List.of(tags).stream().allMatch(line::contains)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  /** Resident memory in MiB. */
  double residentMib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("the service is gone");
  }

  /** MiB of the heap's objects that are in use, which a full collection finds. */
  double heapMib() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process histogram =
        new ProcessBuilder(jcmd.toString(), "" + process.pid(), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String last = "";
    try (BufferedReader lines = histogram.inputReader()) {
      for (String line; (line = lines.readLine()) != null; last = line.isBlank() ? last : line) {}
    }
    // "Total  <instances>  <bytes>"
    String[] words = last.strip().split("\\s+");
    if (histogram.waitFor() != 0 || !words[0].equals("Total")) {
      throw new IOException("jcmd could not count the heap: " + last);
    }
    return Double.parseDouble(words[2]) / (1 << 20);
  }

  /**
   * Has it stop by a signal, as containers do.
   *
   * @return its exit code; 143 where it has stopped by itself
   */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
