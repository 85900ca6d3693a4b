package org.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

/** An error of the machine within a stream's turn. */
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

  /** A connection on which nothing can be sent. */
  private static Session broken(BlockingQueue<Integer> closed) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "sendText" -> throw new NoClassDefFoundError("a class is broken");
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
