package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Counter;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

/** A stream's turn: an error of the machine within it, and how much is done in it. */
final class StreamFaultTest {
  @Test
  void anErrorClosesTheStreamAndGivesItsPlaceBack() throws Exception {
    Metrics metrics = new Metrics();
    Workers workers = new Workers(1);
    try (metrics;
        workers;
        ServedModel model =
            new ServedModel(Running.fixtures().model(0), Running.LIMITS, metrics.registry())) {
      Streams streams = new Streams(Running.LIMITS, workers, model, metrics);
      BlockingQueue<Integer> closed = new ArrayBlockingQueue<>(4);
      StreamSocket socket = new StreamSocket(streams, Running.LIMITS);
      socket.onWebSocketOpen(broken(closed));
      assertEquals(1, streams.open());
      socket.onWebSocketText("{\"rate\": 8000}");
      assertEquals(1011, closed.poll(20, TimeUnit.SECONDS));
      // The worker's next task comes after all of the turn.
      workers.executor().submit(() -> {}).get();
      assertEquals(0, streams.open());
      assertEquals(0, workers.waiting());
    }
  }

  /** A message of a minute, and a task that comes after it: the minute takes many turns. */
  @Test
  void aTurnIsAHopHoweverMuchHasCome() throws Exception {
    Metrics metrics = new Metrics();
    Workers workers = new Workers(1);
    try (metrics;
        workers;
        ServedModel model =
            new ServedModel(Running.fixtures().model(0), Running.LIMITS, metrics.registry())) {
      Streams streams = new Streams(Running.LIMITS, workers, model, metrics);
      Counter pushed = metrics.registry().counter("emodna.stream.bytes");
      StreamSocket socket = new StreamSocket(streams, Running.LIMITS);
      socket.onWebSocketOpen(session(new ArrayBlockingQueue<>(4), false));
      socket.onWebSocketText("{\"rate\": 1000, \"encoding\": \"mu-law\", \"hop\": 0.5}");
      workers.executor().submit(() -> {}).get();
      CountDownLatch go = new CountDownLatch(1);
      workers.executor().submit(() -> go.await(20, TimeUnit.SECONDS));
      socket.onWebSocketBinary(ByteBuffer.allocate(50_000), Callback.NOOP);
      List<Double> seen = new CopyOnWriteArrayList<>();
      workers.executor().execute(() -> seen.add(pushed.count()));
      go.countDown();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (pushed.count() < 50_000 && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertEquals(50_000, pushed.count());
      assertEquals(List.of(500.0), seen);
    }
  }

  /** A connection on which nothing can be sent. */
  private static Session broken(BlockingQueue<Integer> closed) {
    return session(closed, true);
  }

  private static Session session(BlockingQueue<Integer> closed, boolean broken) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "sendText" -> {
                  if (broken) {
                    throw new NoClassDefFoundError("a class is broken");
                  }
                  ((Callback) arguments[1]).succeed();
                }
                case "close" -> closed.add((Integer) arguments[0]);
                case "isOpen" -> {
                  return true;
                }
                default -> {
                  // Limits are set and messages asked for.
                }
              }
              return null;
            });
  }
}
