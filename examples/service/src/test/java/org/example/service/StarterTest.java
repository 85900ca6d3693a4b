package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.emodna.recognition.Recognizer;
import org.emodna.starter.StarterModel;
import org.junit.jupiter.api.Test;

/** A service that no model was named for, and its port with metrics alone. */
final class StarterTest {
  @Test
  void itStartsWithTheStarterModelAndSaysSo() throws Exception {
    try (Running running = new Running(null, Running.LIMITS, Duration.ofMillis(50), Duration.ZERO);
        Recognizer local = StarterModel.load()) {
      JsonNode model = Running.json(running.get(running.uri("/v1/model")));
      assertEquals(StarterModel.NAME, model.get("file").asText());
      assertEquals(StarterModel.summary(), model.get("limits").asText());
      Path file = Running.fixtures().recordings(1).get(0);
      HttpResponse<String> answer = running.post(Files.readAllBytes(file), "audio/wav");
      assertEquals(200, answer.statusCode(), answer::body);
      JsonNode json = Running.json(answer);
      assertEquals(local.recognize(file).confidence(), json.get("confidence").floatValue());
      assertEquals(model.get("version"), json.get("model"));
      assertEquals("unchanged", Running.json(running.reload()).get("result").asText());
    }
  }

  @Test
  void metricsHaveAPortOnWhichNothingCanBeChanged() throws Exception {
    try (Running running = new Running(null, Running.LIMITS)) {
      String port = "http://127.0.0.1:" + running.service.metricsPort();
      HttpResponse<String> metrics = running.get(URI.create(port + "/metrics"));
      assertEquals(200, metrics.statusCode());
      assertTrue(metrics.body().contains("emodna_requests_active"), metrics::body);
      assertEquals(404, running.get(URI.create(port + "/admin/reload")).statusCode());
      assertEquals(200, running.get(URI.create(port + "/health/live")).statusCode());
      assertEquals(200, running.get(URI.create(port + "/health/ready")).statusCode());
      assertTrue(
          metrics.body().contains("emodna_model_reloads_total{result=\"failed\"} 0"),
          metrics::body);
    }
  }
}
