package org.example.service;

import java.time.Duration;
import org.emodna.base.Problem;

/** The service doesn't do what was asked, for a reason of its own and not of the library's. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Problem problem;
  private final transient Duration retryAfter;

  private Refusal(int status, Problem problem, Duration retryAfter) {
    // No trace: under load these are many, and where they come from is plain.
    super(problem.message(), null, false, false);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** What is wrong with a request, as a 4xx status of HTTP. */
  static Refusal of(int status, Problem problem) {
    return new Refusal(status, problem, Duration.ZERO);
  }

  /** There is too much to do at the moment. */
  static Refusal busy(String reason) {
    Problem problem = Problem.of("the service", reason).remedy("try again in a moment");
    return new Refusal(503, problem, Duration.ofSeconds(1));
  }

  int status() {
    return status;
  }

  Problem problem() {
    return problem;
  }

  /** When to come again; zero where that would not help. */
  Duration retryAfter() {
    return retryAfter;
  }
}
