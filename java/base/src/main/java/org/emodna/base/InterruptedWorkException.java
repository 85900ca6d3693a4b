package org.emodna.base;

/**
 * Work has ended early since its thread was {@linkplain Thread#interrupt interrupted}. The thread
 * still is when this is thrown, as its caller may wait for that, too.
 */
public class InterruptedWorkException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what was being done, as in "decoding"
   */
  public InterruptedWorkException(String what) {
    super(
        Problem.of(what, "the thread was interrupted")
            .remedy("what was finished by then is kept; run it again for the rest"));
  }

  /**
   * Ends work whose thread has been interrupted; for places between two pieces of it.
   *
   * @param what is being done, for the message
   * @throws InterruptedWorkException if the calling thread is interrupted; it stays so
   */
  public static void check(String what) {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedWorkException(what);
    }
  }
}
