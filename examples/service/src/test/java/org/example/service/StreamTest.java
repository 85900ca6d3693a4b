package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.audio.SampleEncoding;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.WindowResult;
import org.example.service.load.CallClient;
import org.example.service.load.Fixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live streams: results as windows are complete, limits, and clients that are slow or gone. */
final class StreamTest {
  private static final String OPENING = "{\"rate\": 8000, \"encoding\": \"mu-law\"}";

  private final byte[] speech = CallClient.muLaw(Fixtures.speech(10));
  private final List<JsonNode> windows = new CopyOnWriteArrayList<>();
  private Running running;

  @BeforeEach
  void start() {
    running = new Running(Running.fixtures().model(0), limits(10, 60));
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private static Limits limits(int idle, double longest) {
    return limits(idle, longest, Running.LIMITS.streamsBytes());
  }

  private static Limits limits(int idle, double longest, long bytes) {
    Limits usual = Running.LIMITS;
    return new Limits(
        usual.workers(),
        usual.queue(),
        usual.maxBytes(),
        usual.bodiesBytes(),
        usual.maxSeconds(),
        usual.upload(),
        usual.connections(),
        usual.streams(),
        bytes,
        Duration.ofSeconds(idle),
        longest,
        usual.frameBytes());
  }

  private CallClient open(String opening) {
    URI uri = URI.create("ws://127.0.0.1:" + running.service.port() + "/v1/stream");
    return CallClient.open(running.client, uri, opening, windows::add);
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, "it did not come to pass in 60 s");
      Thread.sleep(10);
    }
  }

  private void untilNoneIsOpen() throws Exception {
    until(() -> running.metric("emodna_streams_open") == 0);
  }

  @Test
  void windowsAreThoseOfTheLibrary() throws Exception {
    List<WindowResult> expected = new ArrayList<>();
    try (Recognizer local = Recognizer.load(Running.fixtures().model(0));
        SpeechStream stream =
            local.open(
                new StreamFormat(8000, 1, SampleEncoding.MU_LAW),
                StreamSettings.standard(),
                expected::add)) {
      stream.push(speech);
      stream.end();
    }
    CallClient call = open(OPENING);
    call.sendAll(speech, 1999);
    assertEquals(1000, call.awaitEnd(30));
    assertEquals(expected.size(), windows.size());
    for (int i = 0; i < expected.size(); i++) {
      JsonNode window = windows.get(i);
      assertEquals(expected.get(i).index(), window.get("index").asLong());
      assertEquals(expected.get(i).to(), window.get("to").asDouble());
      expected
          .get(i)
          .recognition()
          .probabilities()
          .forEach((name, p) -> assertEquals(p, window.at("/probabilities/" + name).floatValue()));
    }
    assertEquals("ready", call.answers().get(0).get("type").asText());
    JsonNode summary = call.answers().get(1);
    assertEquals("summary", summary.get("type").asText());
    assertEquals(10, summary.get("seconds").asDouble(), 1e-9);
    untilNoneIsOpen();
  }

  @Test
  void aResultComesAsSoonAsItsWindowIsComplete() throws Exception {
    CallClient call = open(OPENING);
    call.send(speech, 0, 24_000);
    until(() -> windows.size() == 1);
    call.send(speech, 24_000, 12_000);
    until(() -> windows.size() == 2);
    call.abort();
    untilNoneIsOpen();
  }

  @Test
  void eachChannelCanBeJudgedByItself() throws Exception {
    CallClient call =
        open("{\"rate\": 8000, \"channels\": 2, \"encoding\": \"mu-law\", \"separate\": true}");
    byte[] both = new byte[2 * 24_000];
    Arrays.fill(both, (byte) 0xFF);
    for (int i = 0; i < 24_000; i++) {
      both[2 * i] = speech[i];
    }
    call.sendAll(both, 8000);
    assertEquals(1000, call.awaitEnd(30));
    assertEquals(2, windows.size());
    assertTrue(windows.get(1).get("emotion").isNull(), "the second channel is silent");
  }

  @Test
  void whatCannotBeIsOneClearError() throws Exception {
    for (String bad :
        new String[] {
          "hello",
          "null",
          "{\"rate\": -1}",
          "{\"rate\": 96000}",
          "{\"rate\": 8000, \"hop\": 0.01}",
          "{\"rate\": 8000, \"window\": 3600}",
          "{\"rate\": 8000, \"channels\": 3}",
          "{\"rate\": 8000, \"encoding\": \"mp3\"}",
          "{\"rate\": 8000, \"codec\": \"x\"}"
        }) {
      CallClient call = open(bad);
      assertEquals(1008, call.awaitEnd(30), bad);
      JsonNode error = call.answers().get(0).get("error");
      assertTrue(error.get("detail").asText().length() > 10, error::toString);
    }
    CallClient early = open(null);
    early.send(speech, 0, 100);
    assertEquals(1008, early.awaitEnd(30));
    CallClient large = open(OPENING);
    large.send(new byte[100_000], 0, 100_000);
    assertEquals(1009, large.awaitEnd(30));
    untilNoneIsOpen();
  }

  @Test
  void streamsHaveALimitEachAndAllTogether() throws Exception {
    CallClient first = open(OPENING);
    List<CallClient> more = List.of(open(OPENING), open(OPENING), open(OPENING));
    until(() -> running.metric("emodna_streams_open") == 4);
    CompletionException refused = assertThrows(CompletionException.class, () -> open(OPENING));
    assertEquals(
        503, ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode());
    more.forEach(CallClient::abort);
    byte[] minute = new byte[60_000];
    for (int i = 0; i < 9; i++) {
      first.send(minute, 0, minute.length);
    }
    // More than 60 s of sound.
    assertEquals(1008, first.awaitEnd(60));
    assertEquals("summary", first.answers().get(1).get("type").asText());
    untilNoneIsOpen();
    open(OPENING).abort();
  }

  @Test
  void allTogetherHoldNoMoreThanTheirBytes() throws Exception {
    String large = "{\"rate\": 48000, \"window\": 10, \"encoding\": \"float32\"}";
    // 2 * (10 * 48,000 * 4 + 96 KiB), and room for one that has not said yet what it sends.
    restart(limits(10, 60, 2 * (1_920_000 + (96 << 10)) + (150 << 10)));
    CallClient first = open(large);
    CallClient second = open(large);
    until(() -> first.answers().size() + second.answers().size() == 2);
    CallClient third = open(large);
    assertEquals(1013, third.awaitEnd(30));
    assertEquals(503, third.answers().get(0).get("error").get("status").asInt());
    // The service gives a place back when it has the client's answer to its close.
    until(() -> running.metric("emodna_streams_open") == 2);
    CallClient both =
        open("{\"rate\": 48000, \"window\": 15, \"channels\": 2, \"separate\": true}");
    assertEquals(1013, both.awaitEnd(30));
    assertEquals(2, running.metric("emodna_streams_refused_total"));
    first.abort();
    second.abort();
    untilNoneIsOpen();
    CallClient fourth = open(large);
    until(() -> fourth.answers().size() == 1);
    fourth.text("end");
    assertEquals(1000, fourth.awaitEnd(30));
    assertEquals(2, running.metric("emodna_stream_closes_total{status=\"1013\"}"));
    until(() -> running.metric("emodna_stream_closes_total{status=\"1000\"}") == 1);
    restart(limits(10, 60, 90 << 10));
    CompletionException refused = assertThrows(CompletionException.class, () -> open(OPENING));
    HttpResponse<?> answer = ((WebSocketHandshakeException) refused.getCause()).getResponse();
    assertEquals(503, answer.statusCode());
    assertEquals(
        "application/problem+json",
        answer.headers().firstValue("Content-Type").orElse("").split(";")[0]);
  }

  /** One that sends a sample now and then keeps its place for the longest time of a stream. */
  @Test
  void aStreamEndsByTheClockToo() throws Exception {
    restart(limits(10, 2));
    CallClient call = open(OPENING);
    Thread.sleep(2100);
    call.send(speech, 0, 100);
    assertEquals(1008, call.awaitEnd(30));
    assertEquals("summary", call.answers().get(1).get("type").asText());
  }

  private void restart(Limits limits) {
    running.close();
    running = new Running(Running.fixtures().model(0), limits);
  }

  @Test
  void idleAndVanishedClientsFreeTheirStream() throws Exception {
    restart(limits(1, 60));
    CallClient idle = open(OPENING);
    open(OPENING).abort();
    until(() -> running.metric("emodna_streams_open") <= 1);
    idle.awaitEnd(30);
    untilNoneIsOpen();
  }

  /**
   * A client that only sends is slowed down by TCP, and then ended; the service holds no results.
   */
  @Test
  void oneThatDoesNotReadIsNotReadEither() throws Exception {
    restart(limits(2, 1e6));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(new InetSocketAddress("127.0.0.1", running.service.port()));
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /v1/stream HTTP/1.1\r\n"
                  + "Host: x\r\n"
                  + "Upgrade: websocket\r\n"
                  + "Connection: Upgrade\r\n"
                  + "Sec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertEquals('H', in.read());
      String opening = "{\"rate\": 1000, \"window\": 0.1, \"hop\": 0.5}";
      out.write(frame(1, opening.getBytes(StandardCharsets.US_ASCII)));
      until(() -> running.metric("emodna_streams_open") == 1);
      // Half a minute of silence a message, with a result for each half second of it.
      AtomicInteger messages = new AtomicInteger();
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (; messages.get() < 5000; messages.incrementAndGet()) {
                    out.write(frame(2, new byte[60_000]));
                  }
                } catch (IOException ended) {
                  // As it should be.
                }
              });
      writer.setDaemon(true);
      writer.start();
      untilNoneIsOpen();
      assertTrue(messages.get() < 5000, "all that was sent was read");
    }
  }

  /** A message of a client, masked with zeros. */
  private static byte[] frame(int opcode, byte[] payload) {
    int head = payload.length < 126 ? 6 : 8;
    byte[] frame = new byte[head + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (0x80 | (head == 6 ? payload.length : 126));
    if (head == 8) {
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, head, payload.length);
    return frame;
  }

  @Test
  void aStopEndsStreamsWithWhatTheyHave() throws Exception {
    CallClient call = open(OPENING);
    call.send(speech, 0, 16_000);
    until(() -> running.metric("emodna_stream_bytes_total") == 16_000);
    running.close();
    assertEquals(1001, call.awaitEnd(30));
    assertEquals(1, windows.size());
    assertEquals("summary", call.answers().get(1).get("type").asText());
  }
}
