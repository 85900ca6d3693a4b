package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.example.service.load.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too much to do, models that change under load, and the stop. */
final class LoadTest {
  private static final String HEAD =
      "POST /v1/recognize HTTP/1.1\r\n"
          + "Host: x\r\n"
          + "Content-Type: audio/wav\r\n"
          + "Content-Length: %d\r\n\r\n";

  private final byte[] recording;

  LoadTest() throws IOException {
    recording = Files.readAllBytes(Running.fixtures().recordings(1).get(0));
  }

  private static Limits limits(int workers, int queue, long bodies, int upload) {
    Limits usual = Running.LIMITS;
    return new Limits(
        workers,
        queue,
        usual.maxBytes(),
        bodies,
        usual.maxSeconds(),
        Duration.ofSeconds(upload),
        usual.connections(),
        usual.streams(),
        usual.streamsBytes(),
        usual.streamIdle(),
        usual.streamSeconds(),
        usual.frameBytes());
  }

  /** A request whose body is still to come. */
  private static Socket begun(Running running, int length) throws IOException {
    Socket socket = new Socket("127.0.0.1", running.service.port());
    socket.getOutputStream().write(HEAD.formatted(length).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, "it did not come to pass in 20 s");
      Thread.sleep(10);
    }
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    byte[] some = new byte[4096];
    int got = socket.getInputStream().read(some);
    return new String(some, 0, Math.max(0, got), StandardCharsets.UTF_8);
  }

  private static void assertAnswer(String expected, Socket socket) throws IOException {
    String answer = answer(socket);
    assertTrue(answer.startsWith(expected), answer);
  }

  @Test
  void oneTooManyIsToldSoAtOnce() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(1, 1, 32 << 20, 10));
        Socket first = begun(running, recording.length);
        Socket second = begun(running, recording.length)) {
      until(() -> running.metric("emodna_requests_active") == 2);
      HttpResponse<String> third = running.post(recording, "audio/wav");
      assertEquals(503, third.statusCode());
      assertEquals("1", third.headers().firstValue("Retry-After").orElse(""));
      assertEquals(200, running.get(running.uri("/health/ready")).statusCode());
      first.getOutputStream().write(recording);
      assertAnswer("HTTP/1.1 200", first);
      assertEquals(200, running.post(recording, "audio/wav").statusCode());
      second.close();
      until(() -> running.metric("emodna_requests_active") == 0);
    }
  }

  @Test
  void theBytesOfAllBodiesHaveALimit() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(2, 8, 5 << 20, 10));
        Socket large = begun(running, 4 << 20)) {
      until(() -> running.metric("emodna_requests_active") == 1);
      assertEquals(503, running.post(new byte[2 << 20], "audio/wav").statusCode());
      assertEquals(200, running.post(recording, "audio/wav").statusCode());
    }
  }

  @Test
  void bodiesWithoutALengthCountWhatTheyTake() throws Exception {
    Gate gate = new Gate(2, 100);
    try (Gate.Place one = gate.enter(10);
        Gate.Place two = gate.enter(10)) {
      one.hold(90);
      assertThrows(Refusal.class, () -> two.hold(11));
      one.hold(80);
      two.hold(20);
    }
    try (Gate.Place all = gate.enter(100)) {
      assertEquals(1, gate.taken());
      gate.shut();
      assertThrows(Refusal.class, () -> gate.enter(0));
    }
    try (Running running = new Running(Running.fixtures().model(0), limits(2, 8, 1 << 20, 10))) {
      byte[] large = new byte[3 << 19];
      BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
      assertEquals(503, running.post(chunked, "audio/wav").statusCode());
      assertEquals(200, running.post(recording, "audio/wav").statusCode());
    }
  }

  @Test
  void aBodyThatDoesNotComeGivesItsPlaceBack() throws Exception {
    try (Running running = new Running(Running.fixtures().model(0), limits(1, 0, 32 << 20, 1));
        Socket slow = begun(running, 1000)) {
      AtomicBoolean told = new AtomicBoolean();
      for (int i = 0; i < 100 && !told.get(); i++) {
        slow.getOutputStream().write(i);
        told.set(slow.getInputStream().available() > 0);
        Thread.sleep(50);
      }
      assertAnswer("HTTP/1.1 408", slow);
      until(() -> running.metric("emodna_requests_active") == 0);
    }
  }

  @Test
  void modelsChangeUnderLoadAndABrokenOneChangesNothing(@TempDir Path folder) throws Exception {
    Path served = Running.fixtures().served(folder);
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try (Running running =
        new Running(served, Running.LIMITS, Duration.ofMillis(50), Duration.ZERO)) {
      String first = Running.json(running.get(running.uri("/v1/model"))).get("version").asText();
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        counts.add(
            clients.submit(
                () -> {
                  int count = 0;
                  for (; !done.get(); count++) {
                    assertEquals(200, running.post(recording, "audio/wav").statusCode());
                  }
                  return count;
                }));
      }
      for (int i = 1; i <= 6; i++) {
        Fixtures.replace(Running.fixtures().model(i % 2), served);
        double swaps = i;
        until(() -> running.metric("emodna_model_reloads_total{result=\"swapped\"}") == swaps);
      }
      Fixtures.put(new byte[1000], served);
      until(() -> running.metric("emodna_model_reloads_total{result=\"failed\"}") >= 1);
      assertEquals(422, running.reload().statusCode());
      assertEquals(first, Running.json(running.post(recording, "audio/wav")).get("model").asText());
      Fixtures.replace(Running.fixtures().model(1), served);
      until(() -> running.metric("emodna_model_reloads_total{result=\"swapped\"}") == 7);
      until(() -> running.reload().statusCode() == 200);
      assertEquals("unchanged", Running.json(running.reload()).get("result").asText());
      done.set(true);
      for (Future<Integer> count : counts) {
        assertTrue(count.get() > 0);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aModelOfOtherClassesIsNotTaken(@TempDir Path folder) throws Exception {
    Path served = Running.fixtures().served(folder);
    try (Running running = new Running(served, Running.LIMITS)) {
      Fixtures.replace(Running.fixtures().other(), served);
      HttpResponse<String> refused = running.reload();
      assertEquals(422, refused.statusCode());
      String reason = Running.json(refused).get("reason").asText();
      assertTrue(reason.contains("has the classes [anger, sadness], not ["), reason);
      assertEquals(200, running.post(recording, "audio/wav").statusCode());
      assertEquals(1, running.metric("emodna_model_reloads_total{result=\"failed\"}"));
    }
  }

  /** As a network folder may be at times: there, and unreadable. */
  @Test
  void aFileThatCouldNotBeReadIsTriedAgain(@TempDir Path folder) throws Exception {
    Path served = Running.fixtures().served(folder);
    try (Running running =
        new Running(served, Running.LIMITS, Duration.ofMillis(50), Duration.ZERO)) {
      Files.delete(served);
      Files.createDirectory(served);
      until(() -> running.metric("emodna_model_reloads_total{result=\"failed\"}") >= 3);
    }
  }

  @Test
  void aSwapIsToldAtOnceThoughItWaitsAndNoOtherWaitsBehindIt(@TempDir Path folder)
      throws Exception {
    Path served = Running.fixtures().served(folder);
    ExecutorService clients = Executors.newFixedThreadPool(2);
    try (Metrics metrics = new Metrics();
        ServedModel model = new ServedModel(served, Running.LIMITS, metrics.registry())) {
      String first = model.info().version();
      CountDownLatch inUse = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      Future<Boolean> underWay =
          clients.submit(
              () ->
                  model.with(
                      (recognizer, info) -> {
                        inUse.countDown();
                        try {
                          return go.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                          return false;
                        }
                      }));
      assertTrue(inUse.await(20, TimeUnit.SECONDS));
      Fixtures.replace(Running.fixtures().model(1), served);
      Future<ServedModel.Reload> swap = clients.submit(model::reload);
      until(() -> !first.equals(model.info().version()));
      assertEquals(409, assertThrows(Refusal.class, model::reload).status());
      go.countDown();
      assertTrue(underWay.get());
      assertEquals(ServedModel.Reload.SWAPPED, swap.get());
      assertEquals(ServedModel.Reload.UNCHANGED, model.reload());
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aStopFinishesWhatIsUnderWay() throws Exception {
    Running running =
        new Running(
            Running.fixtures().model(0), Running.LIMITS, Duration.ZERO, Duration.ofSeconds(1));
    try (Socket underWay = begun(running, recording.length)) {
      until(() -> running.metric("emodna_requests_active") == 1);
      int port = running.service.port();
      Thread stop = new Thread(running.service::close);
      stop.start();
      until(() -> running.get(running.uri("/health/ready")).statusCode() == 503);
      Thread.sleep(1500);
      underWay.getOutputStream().write(recording);
      assertAnswer("HTTP/1.1 200", underWay);
      stop.join(20_000);
      assertTrue(!stop.isAlive(), "it did not stop");
      assertThrows(IOException.class, () -> new Socket("127.0.0.1", port).close());
    } finally {
      running.close();
    }
  }
}
