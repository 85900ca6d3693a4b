package org.example.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import org.emodna.audio.AudioException;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong, as RFC 9457 has it ({@code application/problem+json}), with the parts of the
 * library's problem beside it.
 *
 * @param status of HTTP
 * @param detail for people: the other parts on one line
 * @param subject what it is about; absent where it is no one thing
 * @param remedy what to do; absent where there is nothing to advise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ErrorAnswer(
    String title, int status, String detail, String subject, String reason, String remedy) {
  /** The media type of problems. */
  static final String TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

  static ErrorAnswer of(String title, int status, Problem problem) {
    return new ErrorAnswer(
        title, status, problem.message(), problem.subject(), problem.reason(), problem.remedy());
  }

  /**
   * What a client is told of a failure. What is not the client's doing is logged here, and told
   * without its inner parts.
   *
   * @param what has failed, by which its line of the log is found
   */
  static ErrorAnswer of(Throwable failure, String what) {
    if (failure instanceof Refusal refusal) {
      return of("refused", refusal.status(), refusal.problem());
    }
    if (failure instanceof ConfigException settings) {
      return of("not usable settings", 400, settings.problem());
    }
    if (failure instanceof AudioException
        || failure instanceof FeatureException
        || failure instanceof InvalidArgumentException) {
      return of("not a usable recording", 422, ((EmoDnaException) failure).problem());
    }
    if (failure instanceof ClosedResourceException) {
      return of("stopping", 503, Problem.of("the service", "is being stopped"));
    }
    LOG.error("{} failed", what, failure);
    return of("failed", 500, Problem.of("the service", "failed; its log says why"));
  }

  /** What a client is told that asks for what there is not, or in a way that there is not. */
  static ErrorAnswer notFound(int status, Context request) {
    Problem problem =
        Problem.of("the service", "has no %s %s".formatted(request.method(), request.path()))
            .remedy("see docs/serving.md for what there is");
    return of(status == 405 ? "no such method" : "not found", status, problem);
  }

  /** Makes it the answer to a request. */
  void to(Context request) {
    request.status(status).json(this).contentType(TYPE);
  }
}
