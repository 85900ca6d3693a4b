package org.example.service.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** One of the clients of a soak: mostly well behaved, often not. */
final class SoakClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] TOO_LARGE = new byte[(8 << 20) + 1];

  private final ServerProcess server;
  private final Expected expected;
  private final Hostile hostile;
  private final SoakCounts counts;
  private final SplittableRandom random;
  private final int number;
  private int requests;

  SoakClient(
      int number, ServerProcess server, Expected expected, Hostile hostile, SoakCounts counts) {
    this.number = number;
    this.server = server;
    this.expected = expected;
    this.hostile = hostile;
    this.counts = counts;
    random = new SplittableRandom(number);
  }

  /** Options of the service that this relies on. */
  static String[] options() {
    return ("--max-mib 8 --bodies-mib 16 --streams-mib 16 --workers 2 --stream-idle-seconds 5"
            + " --watch-seconds 0")
        .split(" ");
  }

  /** Sends until a time. */
  Void run(long end) throws Exception {
    while (System.nanoTime() - end < 0) {
      int dice = random.nextInt(100);
      if (dice < 45) {
        good();
      } else if (dice < 70) {
        request("mutated", hostile.mutated(random), "audio/wav", Set.of(200, 422));
      } else if (dice < 80) {
        request("no sound", Hostile.notSound(random), "audio/wav", Set.of(422));
      } else if (dice < 83) {
        request("wrong type", Hostile.notSound(random), "text/html", Set.of(415));
      } else if (dice < 84) {
        tooLarge();
      } else if (dice < 86) {
        largeHeader();
      } else if (dice < 88) {
        cutOff();
      } else if (dice < 90) {
        noHttp();
      } else if (dice < 96) {
        call();
      } else if (dice < 98) {
        vanishingCall();
      } else {
        badCall();
      }
    }
    return null;
  }

  private void good() throws InterruptedException {
    int which = random.nextInt(expected.recordings());
    HttpResponse<String> answer =
        request("good", expected.recording(which), "application/octet-stream", Set.of(200));
    if (answer != null && answer.statusCode() == 200) {
      try {
        if (!expected.isOfRecording(which, JSON.readTree(answer.body()))) {
          counts.fault("recording " + which + " got another answer: " + answer.body());
        }
      } catch (IOException e) {
        counts.fault("an answer is no JSON: " + answer.body());
      }
    }
  }

  private HttpResponse<String> request(String kind, byte[] body, String type, Set<Integer> statuses)
      throws InterruptedException {
    // A length that is not told beforehand, now and then.
    BodyPublisher publisher =
        random.nextInt(8) == 0
            ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : BodyPublishers.ofByteArray(body);
    return send(kind, builder(publisher, type), statuses);
  }

  private HttpRequest.Builder builder(BodyPublisher body, String type) {
    return HttpRequest.newBuilder(server.uri("/v1/recognize"))
        .header("Content-Type", type)
        .timeout(Duration.ofSeconds(60))
        .POST(body);
  }

  /** Sends a request, which must have one answer with its own id and one of the statuses. */
  private HttpResponse<String> send(String kind, HttpRequest.Builder builder, Set<Integer> statuses)
      throws InterruptedException {
    String id = number + "-" + ++requests;
    counts.sent();
    HttpResponse<String> answer;
    try {
      answer =
          server.client().send(builder.header("X-Request-Id", id).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      counts.fault(kind + ": request " + id + " got no answer: " + e);
      return null;
    }
    counts.answered();
    counts.count("http: " + kind + ": " + answer.statusCode());
    boolean own = answer.headers().firstValue("X-Request-Id").map(id::equals).orElse(false);
    if (!statuses.contains(answer.statusCode()) || !own && answer.statusCode() != 431) {
      counts.fault(kind + ": request " + id + ": " + answer + " " + answer.body());
    }
    return answer;
  }

  private void tooLarge() throws InterruptedException {
    request("too large", TOO_LARGE, "audio/wav", Set.of(413));
  }

  private void largeHeader() throws InterruptedException {
    HttpRequest.Builder builder = builder(BodyPublishers.noBody(), "audio/wav");
    send("large header", builder.header("X-Large", "x".repeat(20_000)), Set.of(431));
  }

  /** A body that ends before it should, as of a client that has crashed: it waits for no answer. */
  private void cutOff() {
    byte[] body = expected.recording(0);
    raw(
        "POST /v1/recognize HTTP/1.1\r\nHost: x\r\nContent-Type: audio/wav\r\nContent-Length: "
            + body.length
            + "\r\n\r\n",
        body,
        random.nextInt(body.length));
    counts.count("raw: cut off");
  }

  private void noHttp() {
    raw("\u0016\u0003\u0001 this is no HTTP\r\n\r\n", Hostile.notSound(random), 0);
    counts.count("raw: no HTTP");
  }

  private void raw(String head, byte[] body, int length) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body, 0, length);
      socket.getOutputStream().flush();
    } catch (IOException closed) {
      // What is sent may come to a socket that was closed for what was sent before.
    }
  }

  /** A call from beginning to end: all windows must come, each as the library has it. */
  private void call() {
    AtomicInteger windows = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    try {
      CallClient call =
          open(
              Expected.OPENING,
              window -> {
                windows.incrementAndGet();
                if (!expected.isOfWindow(window)) {
                  wrong.incrementAndGet();
                }
              });
      // As little as a millisecond of sound, or most of it at once.
      call.sendAll(expected.call(), random.nextBoolean() ? 8 + random.nextInt(400) : 20_000);
      int status = call.awaitEnd(60);
      counts.count("stream: whole: " + status);
      if (status != 1000 || windows.get() != expected.windows() || wrong.get() > 0) {
        counts.fault(
            "a call ended with %d, %d of %d windows, %d wrong: %s"
                .formatted(status, windows.get(), expected.windows(), wrong.get(), call.answers()));
      }
    } catch (Exception e) {
      counts.fault("a call failed: " + e);
    }
  }

  private CallClient open(String opening, java.util.function.Consumer<JsonNode> windows) {
    return CallClient.open(server.client(), server.stream(), opening, windows);
  }

  private void vanishingCall() {
    try {
      CallClient call = open(Expected.OPENING, window -> {});
      call.send(expected.call(), 0, random.nextInt(expected.call().length));
      call.abort();
      counts.count("stream: vanished");
    } catch (RuntimeException e) {
      counts.fault("a call that vanishes failed before: " + e);
    }
  }

  private void badCall() {
    String opening =
        switch (random.nextInt(5)) {
          case 0 -> "no JSON";
          case 1 -> "{\"rate\": -1}";
          case 2 -> "{\"rate\": 8000, \"hop\": 0.0001}";
          case 3 -> "{\"rate\": 8000, \"encoding\": \"float32\"}";
          default -> null;
        };
    try {
      CallClient call = open(opening, window -> {});
      if (opening == null || opening.contains("float32")) {
        // Samples before they are announced, or that are not a number.
        byte[] noNumbers = new byte[400];
        java.util.Arrays.fill(noNumbers, (byte) 0xFF);
        call.send(noNumbers, 0, noNumbers.length);
      }
      int status = call.awaitEnd(60);
      counts.count("stream: bad: " + status);
      if (status != 1008) {
        counts.fault("a bad call ended with " + status + ": " + call.answers());
      }
    } catch (Exception e) {
      counts.fault("a bad call was not closed as it should: " + e);
    }
  }
}
