package org.emodna.recognition.stream;

import java.util.concurrent.Flow;

/** Passes a stream's results on to a subscriber as fast as that asks for them. */
public final class ResultPublisher implements Flow.Publisher<WindowResult>, WindowListener {
  /** What happens when the subscriber is behind by the whole buffer. */
  public enum Overflow {
    /** The pushing thread waits. */
    WAIT,
    /** The stream fails. */
    FAIL
  }

  public ResultPublisher(int capacity, Overflow overflow) {}

  @Override
  public void subscribe(Flow.Subscriber<? super WindowResult> subscriber) {}

  @Override
  public void result(WindowResult result) {}
}
