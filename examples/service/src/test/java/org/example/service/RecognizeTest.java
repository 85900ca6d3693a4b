package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recordings over HTTP: each gets what the library says of it, or one clear error. */
final class RecognizeTest {
  private static Running running;

  @BeforeAll
  static void start() {
    running = new Running(Running.fixtures().model(0), Running.LIMITS);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void answersAreThoseOfTheLibrary() throws Exception {
    try (Recognizer local = Recognizer.load(Running.fixtures().model(0))) {
      for (Path file : Running.fixtures().recordings(6)) {
        HttpResponse<String> answer =
            running.post(Files.readAllBytes(file), "application/octet-stream");
        assertEquals(200, answer.statusCode(), answer::body);
        JsonNode json = Running.json(answer);
        Recognition expected = local.recognize(file);
        assertEquals(expected.emotion(), json.get("emotion").asText());
        expected
            .probabilities()
            .forEach((name, p) -> assertEquals(p, json.at("/probabilities/" + name).floatValue()));
        assertEquals(expected.seconds(), json.get("seconds").asDouble());
      }
    }
  }

  @Test
  void silenceHasNoEmotionButAReason() throws Exception {
    JsonNode json = Running.json(running.post(wav(2), "audio/wav"));
    assertTrue(json.get("emotion").isNull());
    assertTrue(json.get("reason").asText().length() > 5, json::toString);
  }

  private static byte[] wav(int seconds) {
    return AudioEncoder.encode("x", AudioFormat.WAV, new float[1][8000 * seconds], 8000);
  }

  @Test
  void whatIsNoRecordingIsUnprocessable() throws Exception {
    assertProblem(422, running.post("no sound".getBytes(StandardCharsets.UTF_8), "audio/wav"));
    assertProblem(422, running.post(new byte[0], "audio/wav"));
    byte[] text = Files.readAllBytes(Path.of("pom.xml"));
    assertProblem(422, running.post(text, "application/octet-stream"));
  }

  @Test
  void tooLongARecordingIsUnprocessableAndSaysTheLimit() throws Exception {
    JsonNode problem = assertProblem(422, running.post(wav(61), "audio/wav"));
    assertTrue(problem.get("detail").asText().contains("60"), problem::toString);
  }

  /** A constant takes hardly a byte, and its seconds may have hundreds of thousands of samples. */
  @Test
  void tooManySamplesAreUnprocessableHoweverFewBytesTheyTake() throws Exception {
    byte[] fast = AudioEncoder.encode("x", AudioFormat.FLAC, new float[1][20 * 192_000], 192_000);
    assertTrue(fast.length < 50_000, "it has " + fast.length + " bytes");
    JsonNode problem = assertProblem(422, running.post(fast, "audio/flac"));
    assertTrue(problem.get("reason").asText().contains("2,880,000 samples"), problem::toString);
    // As long as may be, at the rate that speech needs at most.
    byte[] longest = AudioEncoder.encode("x", AudioFormat.FLAC, new float[1][2_880_000], 48_000);
    assertEquals(200, running.post(longest, "audio/flac").statusCode());
    // However many recordings are bad, the service is well.
    assertEquals(200, running.get(running.uri("/health/ready")).statusCode());
  }

  @Test
  void otherTypesAreNotSupported() throws Exception {
    assertProblem(415, running.post(wav(1), "text/plain"));
    assertProblem(415, running.post(wav(1), "multipart/form-data; boundary=x"));
    HttpRequest packed =
        HttpRequest.newBuilder(running.uri("/v1/recognize"))
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(wav(1)))
            .build();
    assertProblem(415, running.client.send(packed, BodyHandlers.ofString()));
  }

  @Test
  void tooLargeIsRefusedWhetherItSaysSoOrNot() throws Exception {
    byte[] large = new byte[(4 << 20) + 1];
    assertProblem(413, running.post(large, "audio/wav"));
    assertProblem(
        413,
        running.post(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)), "audio/wav"));
  }

  @Test
  void aBodyWithoutALengthIsTakenToo() throws Exception {
    byte[] wav = Files.readAllBytes(Running.fixtures().recordings(1).get(0));
    byte[] long30 = wav(30);
    for (byte[] one : new byte[][] {wav, long30}) {
      HttpResponse<String> known = running.post(one, "audio/wav");
      HttpResponse<String> chunked =
          running.post(
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(one)), "audio/wav");
      assertEquals(200, chunked.statusCode(), chunked::body);
      assertEquals(known.body(), chunked.body());
    }
  }

  @Test
  void largeHeadersAreRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri("/v1/recognize"))
            .header("X-Large", "x".repeat(20_000))
            .POST(BodyPublishers.ofByteArray(wav(1)))
            .build();
    assertProblem(431, running.client.send(request, BodyHandlers.ofString()));
    assertEquals(1, running.metric("emodna_http_malformed_total{status=\"431\"}"));
  }

  @Test
  void unknownPathsAndMethodsHaveTheirStatus() throws Exception {
    assertProblem(404, running.get(running.uri("/nothing")));
    assertProblem(405, running.get(running.uri("/v1/recognize")));
    // What only the keepers may do is not on the open port.
    assertEquals(404, running.get(running.uri("/metrics")).statusCode());
  }

  @Test
  void answersHaveTheRequestsId() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri("/v1/model")).header("X-Request-Id", "call-7").build();
    HttpResponse<String> answer = running.client.send(request, BodyHandlers.ofString());
    assertEquals("call-7", answer.headers().firstValue("X-Request-Id").orElse(""));
    assertEquals(12, Running.json(answer).get("version").asText().length());
  }

  @Test
  void metricsCountAnswersQueueModelAndMemory() throws Exception {
    running.post(wav(1), "audio/wav");
    String metrics = running.get(running.admin("/metrics")).body();
    for (String name :
        new String[] {
          "emodna_http_requests_seconds_bucket{path=\"/v1/recognize\",status=\"200\",le=\"0.1\"}",
          "emodna_requests_active",
          "emodna_workers_busy",
          "emodna_workers_waiting",
          "emodna_model{version=\""
              + Running.json(running.get(running.uri("/v1/model"))).get("version").asText(),
          "emodna_streams_open",
          "process_resident_memory_bytes",
          "jvm_memory_used_bytes"
        }) {
      assertTrue(metrics.contains(name), () -> name + " is missing in\n" + metrics);
    }
  }

  private static JsonNode assertProblem(int status, HttpResponse<String> answer)
      throws IOException {
    assertEquals(status, answer.statusCode(), answer::body);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    assertTrue(type.startsWith("application/problem+json"), type);
    JsonNode problem = Running.json(answer);
    assertEquals(status, problem.get("status").asInt());
    assertTrue(problem.get("detail").asText().length() > 10, problem::toString);
    assertTrue(!problem.path("remedy").asText().isEmpty(), problem::toString);
    return problem;
  }
}
