package org.emodna.recognition.stream;

/**
 * Is told what becomes of a stream, by the thread that pushes or ends it, one call at a time. It
 * may close the stream and ask for its summary, but not push.
 */
@FunctionalInterface
public interface WindowListener {
  /** A window was judged. In a channel they come in the order of time. */
  void result(WindowResult result);

  /**
   * The stream has ended: nothing more follows.
   *
   * @param summary of all of it
   */
  default void ended(StreamSummary summary) {}

  /**
   * The stream was closed before its end, or failed: nothing more follows.
   *
   * @param cause what failed; a {@link org.emodna.base.ClosedResourceException} where it was closed
   */
  default void failed(Throwable cause) {}
}
