package org.example.service;

import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.emodna.base.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Jetty refuses by itself, such as headers that are too large, in the form of all errors. */
final class JettyErrors extends ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(JettyErrors.class);

  private final MeterRegistry metrics;

  /**
   * @param metrics counts them: what counts requests doesn't see them
   */
  JettyErrors(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    // Anybody can cause these, as many as they like, so the log has them only where it is asked to.
    LOG.debug("{} answered by Jetty: {}", code, cause == null ? message : cause.toString());
    metrics.counter("emodna.http.malformed", "status", Integer.toString(code)).increment();
    Problem problem =
        Problem.of("the request", "is refused: " + HttpStatus.getMessage(code))
            .remedy("send one that HTTP allows, in headers of 8 KiB at most");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ErrorAnswer.TYPE);
    String text = Server.text(ErrorAnswer.of("refused", code, problem));
    Content.Sink.write(response, true, text, callback);
  }
}
