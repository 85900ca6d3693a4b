package org.example.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/** {@code POST /v1/recognize}: a recording as the body, what was recognised as the answer. */
final class RecognizeHandler implements Handler {
  private final Body body;
  private final Gate gate;
  private final Workers workers;
  private final ServedModel model;

  RecognizeHandler(Body body, Gate gate, Workers workers, ServedModel model) {
    this.body = body;
    this.gate = gate;
    this.workers = workers;
    this.model = model;
  }

  @Override
  public void handle(Context request) throws Exception {
    try (Gate.Place place = gate.enter(body.check(request))) {
      byte[] recording = body.read(request, place);
      request.json(
          workers.call(
              () ->
                  model.with(
                      (recognizer, info) ->
                          Answer.of(recognizer.recognize(recording, "the recording"), info))));
    } catch (Refusal refusal) {
      // The place is free again: who is refused has the thread alone.
      Server.answerNow(refusal, request);
      body.discard(request);
    }
  }
}
