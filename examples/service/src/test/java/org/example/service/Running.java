package org.example.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.example.service.load.Fixtures;

/** A service of a test's own, on ports that the system chose, and a client of it. */
final class Running implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(
          2,
          8,
          4 << 20,
          32 << 20,
          60,
          Duration.ofSeconds(10),
          200,
          4,
          8 << 20,
          Duration.ofSeconds(10),
          60,
          1 << 16);

  final Service service;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Running(Path model, Limits limits) {
    this(model, limits, Duration.ZERO, Duration.ZERO);
  }

  Running(Path model, Limits limits, Duration watch, Duration drain) {
    service =
        new Service(
            new ServiceSettings(
                model,
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                "127.0.0.1",
                0,
                watch,
                drain,
                Duration.ofSeconds(20),
                limits));
  }

  /** The two models and the speech of all tests. */
  static Fixtures fixtures() {
    return Holder.FIXTURES;
  }

  private static final class Holder {
    static final Fixtures FIXTURES = Fixtures.in(Path.of("target", "fixtures"));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.port() + path);
  }

  URI admin(String path) {
    return URI.create("http://127.0.0.1:" + service.adminPort() + path);
  }

  HttpResponse<String> post(byte[] body, String type) throws IOException, InterruptedException {
    return post(BodyPublishers.ofByteArray(body), type);
  }

  HttpResponse<String> post(BodyPublisher body, String type)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri("/v1/recognize"))
            .header("Content-Type", type)
            .timeout(Duration.ofSeconds(30))
            .POST(body)
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> reload() throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(admin("/admin/reload")).POST(BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Server.JSON.readTree(answer.body());
  }

  /** A figure of the metrics; NaN where there is none. */
  double metric(String name) throws IOException, InterruptedException {
    for (String line : get(admin("/metrics")).body().split("\n")) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    service.close();
  }
}
