package org.emodna.recognition.stream;

/**
 * Receives the results of a stream, from the thread that pushes or ends it, one call at a time. It
 * may close the stream and ask for its summary, but must not push.
 */
@FunctionalInterface
public interface WindowListener {
  /**
   * A stream or a long recording begins, of which this is the listener.
   *
   * <p>What it throws, who opens the stream gets, and there is no stream.
   */
  default void opened() {}

  /** A window was judged. Within a channel, windows come in order of time. */
  void result(WindowResult result);

  /**
   * The stream has ended: nothing more follows.
   *
   * @param summary results of the whole stream
   */
  default void ended(StreamSummary summary) {}

  /**
   * Another thread is closing the stream while {@link #result} is under way: if that call waits for
   * something, it should stop waiting. Called by the thread that closes.
   */
  default void closing() {}

  /**
   * The stream was closed before its end, or failed: nothing more follows.
   *
   * @param cause what failed; a {@link org.emodna.base.ClosedResourceException} where it was closed
   */
  default void failed(Throwable cause) {}
}
