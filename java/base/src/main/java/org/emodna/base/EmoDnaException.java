package org.emodna.base;

/**
 * Root of every exception that this project throws on purpose. What it says is a {@link Problem}:
 * who handles it asks for the parts, and the message is made of them.
 */
public class EmoDnaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, in parts. */
  private final Problem problem;

  /** An error of these parts. */
  public EmoDnaException(Problem problem) {
    this(problem, null);
  }

  /**
   * @param cause the exception that told us; null = none
   */
  public EmoDnaException(Problem problem, Throwable cause) {
    super(problem.message());
    this.problem = problem;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** Something that has no parts: the message is the reason. */
  public EmoDnaException(String message) {
    this(Problem.of(message));
  }

  /**
   * Something that has no parts: the message is the reason.
   *
   * @param cause the exception that told us
   */
  public EmoDnaException(String message, Throwable cause) {
    this(Problem.of(message), cause);
  }

  /** All parts of the message. */
  public final Problem problem() {
    return problem;
  }

  /** The file, setting, option or argument concerned; empty where no one thing is. */
  public final String subject() {
    return problem.subject();
  }

  /** What is wrong. */
  public final String reason() {
    return problem.reason();
  }

  /** What to do; may be empty. */
  public final String remedy() {
    return problem.remedy();
  }
}
