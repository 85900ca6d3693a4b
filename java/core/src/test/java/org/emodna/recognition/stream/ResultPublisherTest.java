package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Progress;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.ResultPublisher.Overflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResultPublisherTest {
  private static WindowResult result(long index) {
    Recognition none =
        new Recognition(
            Map.of(), Optional.of("a test"), new Recognition.Judged(1, 1, 0), List.of());
    return new WindowResult(0, index, index, index + 1, 0, none, "a model", Map.of());
  }

  /** Asks for so many at first, and for one more after each if wanted. */
  private static class Hearer implements Flow.Subscriber<WindowResult> {
    final List<Object> heard = Collections.synchronizedList(new ArrayList<>());
    private final long first;
    private final boolean goesOn;
    Flow.Subscription subscription;

    Hearer(long first, boolean goesOn) {
      this.first = first;
      this.goesOn = goesOn;
    }

    @Override
    public void onSubscribe(Flow.Subscription one) {
      subscription = one;
      if (first != 0) {
        one.request(first);
      }
    }

    @Override
    public void onNext(WindowResult item) {
      heard.add(item.index());
      if (goesOn) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable cause) {
      heard.add(cause);
    }

    @Override
    public void onComplete() {
      heard.add("end");
    }
  }

  @Test
  void aSubscriberGetsAsMuchAsItAsksForAndThenTheEnd() {
    ResultPublisher publisher = new ResultPublisher(8, Overflow.FAIL);
    publisher.result(result(0));
    Hearer hearer = new Hearer(2, false);
    publisher.subscribe(hearer);
    publisher.result(result(1));
    publisher.result(result(2));
    assertEquals(List.of(0L, 1L), hearer.heard);
    publisher.ended(null);
    assertEquals(List.of(0L, 1L), hearer.heard);
    hearer.subscription.request(5);
    assertEquals(List.of(0L, 1L, 2L, "end"), hearer.heard);
    hearer.subscription.request(5);
    assertEquals(4, hearer.heard.size());
  }

  @Test
  void asManyAsThereAreWithoutDeepCalls() {
    ResultPublisher publisher = new ResultPublisher(100_000, Overflow.FAIL);
    for (int i = 0; i < 100_000; i++) {
      publisher.result(result(i));
    }
    publisher.failed(new IllegalStateException("broken"));
    Hearer hearer = new Hearer(1, true);
    publisher.subscribe(hearer);
    assertEquals(100_001, hearer.heard.size());
    assertInstanceOf(IllegalStateException.class, hearer.heard.get(100_000));
  }

  @Test
  void aFullBufferFailsOrWaits() throws Exception {
    ResultPublisher failing = new ResultPublisher(2, Overflow.FAIL);
    failing.result(result(0));
    failing.result(result(1));
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> failing.result(result(2)));
    assertTrue(e.getMessage().contains("behind by 2"), e.getMessage());

    ResultPublisher waiting = new ResultPublisher(2, Overflow.WAIT);
    Hearer hearer = new Hearer(0, false);
    waiting.subscribe(hearer);
    Thread pusher =
        new Thread(
            () -> {
              for (int i = 0; i < 100; i++) {
                waiting.result(result(i));
              }
              waiting.ended(null);
            });
    pusher.start();
    while (pusher.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    for (int i = 0; i < 100; i++) {
      hearer.subscription.request(1);
    }
    pusher.join();
    assertEquals(101, hearer.heard.size());
    for (int i = 0; i < 100; i++) {
      assertEquals((long) i, hearer.heard.get(i));
    }
  }

  @Test
  void whoWaitsIsWokenByInterruptCancelAndClose() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    for (String how : List.of("interrupt", "cancel", "close")) {
      ResultPublisher publisher = new ResultPublisher(1, Overflow.WAIT);
      Hearer hearer = new Hearer(0, false);
      publisher.subscribe(hearer);
      publisher.result(result(0));
      Thread[] thread = new Thread[1];
      Future<String> push =
          pool.submit(
              () -> {
                thread[0] = Thread.currentThread();
                try {
                  publisher.result(result(1));
                  return "taken";
                } catch (InterruptedWorkException | ClosedResourceException e) {
                  return (Thread.interrupted() ? "interrupted " : "")
                      + e.getClass().getSimpleName();
                }
              });
      while (thread[0] == null || thread[0].getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      switch (how) {
        case "interrupt" -> thread[0].interrupt();
        case "cancel" -> hearer.subscription.cancel();
        default -> publisher.closing();
      }
      assertEquals(
          switch (how) {
            case "interrupt" -> "interrupted InterruptedWorkException";
            case "cancel" -> "taken";
            default -> "ClosedResourceException";
          },
          push.get());
      thread[0] = null;
    }
    pool.shutdown();
  }

  @Test
  void nobodyWaitsForASubscriberThatThrowsAtOnce() throws Exception {
    ResultPublisher publisher = new ResultPublisher(1, Overflow.WAIT);
    Hearer hearer =
        new Hearer(0, false) {
          @Override
          public void onSubscribe(Flow.Subscription one) {
            throw new IllegalStateException("broken");
          }
        };
    publisher.result(result(0));
    Thread pusher = new Thread(() -> publisher.result(result(1)));
    pusher.start();
    while (pusher.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    publisher.subscribe(hearer);
    pusher.join();
    publisher.result(result(2));
    publisher.result(result(3));
    publisher.ended(null);
    assertEquals(List.of(), hearer.heard);
  }

  /** One fault, one outcome: whichever thread calls the subscriber. */
  @Test
  void aSubscriberThatThrowsHearsNoMoreAndDisturbsNobody() {
    for (boolean requesting : new boolean[] {true, false}) {
      ResultPublisher publisher = new ResultPublisher(4, Overflow.FAIL);
      Hearer hearer =
          new Hearer(0, false) {
            @Override
            public void onNext(WindowResult item) {
              super.onNext(item);
              throw new IllegalStateException("broken");
            }
          };
      publisher.subscribe(hearer);
      if (requesting) {
        publisher.result(result(0));
        hearer.subscription.request(2);
      } else {
        hearer.subscription.request(2);
        publisher.result(result(0));
      }
      for (int i = 1; i < 10; i++) {
        publisher.result(result(i));
      }
      publisher.ended(null);
      assertEquals(List.of(0L), hearer.heard);
    }
  }

  @Test
  void aWrongRequestAfterTheEndIsReportedInPlaceOfIt() {
    ResultPublisher publisher = new ResultPublisher(4, Overflow.FAIL);
    Hearer hearer = new Hearer(0, false);
    publisher.subscribe(hearer);
    publisher.result(result(0));
    publisher.result(result(1));
    publisher.ended(null);
    hearer.subscription.request(0);
    assertEquals(1, hearer.heard.size());
    assertInstanceOf(IllegalArgumentException.class, hearer.heard.get(0));
    // And nothing after the last.
    hearer.subscription.request(-1);
    assertEquals(1, hearer.heard.size());
  }

  @Test
  void aPublisherBelongsToOneStream() {
    ResultPublisher publisher = new ResultPublisher(4, Overflow.FAIL);
    publisher.opened();
    assertThrows(InvalidArgumentException.class, publisher::opened);
    try (Recognizer recognizer = StreamModels.recognizer("functionals", 1)) {
      ResultPublisher own = new ResultPublisher(4, Overflow.FAIL);
      StreamFormat format = StreamFormat.telephone();
      recognizer.open(format, StreamSettings.standard(), own).close();
      assertThrows(
          InvalidArgumentException.class,
          () -> recognizer.open(format, StreamSettings.standard(), own));
      assertThrows(
          InvalidArgumentException.class,
          () ->
              recognizer.recognizeLong(
                  new byte[100], "none", StreamSettings.standard(), own, Progress.NONE));
    }
  }

  @Test
  void theRulesOfFlowHold() {
    ResultPublisher publisher = new ResultPublisher(4, Overflow.FAIL);
    Hearer first = new Hearer(1, true);
    publisher.subscribe(first);
    Hearer second = new Hearer(1, true);
    publisher.subscribe(second);
    assertInstanceOf(EmoDnaException.class, second.heard.get(0));
    publisher.result(result(0));
    first.subscription.request(0);
    assertInstanceOf(IllegalArgumentException.class, first.heard.get(1));
    publisher.result(result(1));
    assertEquals(2, first.heard.size());
    assertThrows(NullPointerException.class, () -> publisher.subscribe(null));

    ResultPublisher other = new ResultPublisher(1, Overflow.FAIL);
    Hearer third = new Hearer(9, false);
    other.subscribe(third);
    third.subscription.cancel();
    for (int i = 0; i < 10; i++) {
      other.result(result(i));
    }
    other.ended(null);
    assertEquals(List.of(), third.heard);
  }
}
