package org.example.service;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;

/** A connection that fails is no reason to leave the others open. */
final class ConnectionSweepTest {
  /** A connection on which nothing has come, with something that happens when it is closed. */
  private static Connection silent(Runnable closed) {
    EndPoint end =
        proxy(
            method -> {
              if (method.equals("close")) {
                closed.run();
              }
              return null;
            },
            EndPoint.class);
    return (Connection)
        proxy(
            method ->
                switch (method) {
                  case "getMessagesIn", "getMessagesOut" -> 0L;
                  case "getEndPoint" -> end;
                  default -> throw new UnsupportedOperationException(method);
                },
            Connection.class,
            ConnectionMetaData.class);
  }

  private interface Answers {
    Object to(String method);
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Answers answers, Class<?>... types) {
    return (T)
        Proxy.newProxyInstance(
            ConnectionSweepTest.class.getClassLoader(),
            types,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  case "toString" -> "silent";
                  default -> answers.to(method.getName());
                });
  }

  @Test
  void oneThatCannotBeClosedDoesNotEndTheSweep() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    ConnectionSweep sweep = new ConnectionSweep(scheduler, Duration.ofMillis(20));
    scheduler.start();
    try {
      sweep.start();
      sweep.onOpened(
          silent(
              () -> {
                failed.countDown();
                throw new IllegalStateException("can't be closed");
              }));
      assertTrue(failed.await(30, TimeUnit.SECONDS));
      sweep.onOpened(silent(closed::countDown));
      assertTrue(closed.await(30, TimeUnit.SECONDS), "the sweep has ended");
    } finally {
      sweep.stop();
      scheduler.stop();
    }
  }
}
