package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that announce a body and send nothing, more of them than the service has threads. */
final class SilentTest {
  /** Time that a service with nothing to do may take, on a machine that has much to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int CLIENTS = 100;

  private static Limits limits(int upload) {
    Limits usual = Running.LIMITS;
    return new Limits(
        1,
        1,
        usual.maxBytes(),
        usual.bodiesBytes(),
        usual.maxSeconds(),
        Duration.ofSeconds(upload),
        usual.connections(),
        usual.streams(),
        usual.streamsBytes(),
        usual.streamIdle(),
        usual.streamSeconds(),
        usual.frameBytes());
  }

  private static List<Socket> silent(Running running, String type) throws IOException {
    String head =
        "POST /v1/recognize HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 100000\r\n\r\n"
            .formatted(type);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Socket socket = new Socket("127.0.0.1", running.service.port());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    return sockets;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void assertHealthy(Running running) throws Exception {
    HttpRequest health =
        HttpRequest.newBuilder(running.uri("/health/live")).timeout(PATIENCE).build();
    HttpResponse<String> answer = running.client.send(health, BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
  }

  private static void assertServes(Running running) throws Exception {
    byte[] recording = Files.readAllBytes(Running.fixtures().recordings(1).get(0));
    assertEquals(200, running.post(recording, "audio/wav").statusCode());
  }

  @Test
  void whoIsRefusedHoldsNoThread() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(10))) {
      List<Socket> sockets = silent(running, "text/plain");
      assertHealthy(running);
      assertServes(running);
      for (Socket socket : sockets) {
        // Whole, and the end of the connection after it.
        String answer = answer(socket);
        assertTrue(answer.startsWith("HTTP/1.1 415"), answer);
        assertTrue(answer.contains("Connection: close"), answer);
        assertTrue(answer.endsWith("}"), answer);
        socket.close();
      }
    }
  }

  /** Each byte renews Jetty's own patience. */
  @Test
  void aHeadThatDripsDoesNotKeepItsConnection() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(3));
        Socket drip = new Socket("127.0.0.1", running.service.port());
        Socket kept = new Socket("127.0.0.1", running.service.port())) {
      drip.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes());
      byte[] whole = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes();
      boolean open = true;
      for (int i = 0; i < 300 && open; i++) {
        // Often: a machine that has much to do may stand still for a second or two.
        if (i < 60) {
          kept.getOutputStream().write(whole);
          assertTrue(kept.getInputStream().read(new byte[1000]) > 0, "a good connection is kept");
        }
        Thread.sleep(100);
        open = written(drip);
      }
      assertTrue(!open, "after 30 s it was still open");
      assertHealthy(running);
    }
  }

  private static boolean written(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void silentBodiesHoldTheirPlacesForTheTimeOfABodyAndNoMore() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(2))) {
      List<Socket> sockets = silent(running, "audio/wav");
      assertHealthy(running);
      int full = 0;
      int slow = 0;
      for (Socket socket : sockets) {
        String answer = answer(socket);
        full += answer.startsWith("HTTP/1.1 503") ? 1 : 0;
        slow += answer.startsWith("HTTP/1.1 408") ? 1 : 0;
        socket.close();
      }
      assertEquals(CLIENTS, full + slow);
      assertTrue(slow >= 2, slow + " had a place");
      assertServes(running);
    }
  }
}
