package org.example.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.emodna.base.Problem;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.WindowResult;

/**
 * One live stream. Its client sends a {@link StreamOpening} as text, then samples as binary
 * messages, and {@code end} as text; what is answered is in {@link StreamAnswers}.
 *
 * <p>A message is asked for only when the one before it has been worked through and what it came to
 * has been written. So a stream holds one message at a time, takes no thread while it waits, and
 * has no more than one task among the {@link Workers}; a client that sends faster than it is served,
 * or doesn't read, is slowed down by TCP, and one that stands still is ended by the idle timeout.
 *
 * <p>Public because Jetty looks its methods up by their names.
 */
public final class StreamSocket implements Session.Listener {
  private static final String END = "end";

  private final Streams streams;
  private final Limits limits;
  private Session session;

  /** Null until its first message, and after its end. Guarded by this. */
  private SpeechStream stream;

  /** Guarded by this: nothing more is pushed. */
  private boolean over;

  /** The message in hand and the answers that are being written. */
  private final AtomicInteger unfinished = new AtomicInteger();

  /** Whether a message has been asked for and has not come. */
  private final AtomicBoolean demanded = new AtomicBoolean();

  /** Whether a worker has, or will have, a message: then it is not the client that is idle. */
  private final AtomicBoolean working = new AtomicBoolean();

  StreamSocket(Streams streams, Limits limits) {
    this.streams = streams;
    this.limits = limits;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    session.setIdleTimeout(limits.streamIdle());
    session.setMaxBinaryMessageSize(limits.frameBytes());
    session.setMaxTextMessageSize(4 << 10);
    session.addIdleTimeoutListener(timeout -> !working.get());
    if (streams.add(this)) {
      demand();
    } else {
      session.close(StatusCode.TRY_AGAIN_LATER, "as many streams as it takes", Callback.NOOP);
    }
  }

  private void demand() {
    if (session.isOpen() && !demanded.getAndSet(true)) {
      session.demand();
    }
  }

  @Override
  public void onWebSocketText(String message) {
    demanded.set(false);
    work(() -> text(message), Callback.NOOP);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer samples, Callback callback) {
    demanded.set(false);
    work(() -> push(samples), callback);
  }

  /** Has a worker do what a message asks for; then the next one may come. */
  private void work(Runnable task, Callback callback) {
    unfinished.incrementAndGet();
    working.set(true);
    long began = System.nanoTime();
    try {
      streams
          .workers()
          .execute(
              () -> {
                try {
                  guarded(task);
                } finally {
                  working.set(false);
                  callback.succeed();
                  streams.worked(System.nanoTime() - began);
                  finished();
                }
              });
    } catch (RejectedExecutionException stopping) {
      working.set(false);
      callback.succeed();
      session.close(StatusCode.SHUTDOWN, "the service is being stopped", Callback.NOOP);
    }
  }

  private synchronized void guarded(Runnable task) {
    if (over) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      ErrorAnswer answer = ErrorAnswer.of(e);
      send(StreamAnswers.Fault.of(answer));
      close(
          answer.status() >= 500 ? StatusCode.SERVER_ERROR : StatusCode.POLICY_VIOLATION,
          answer.title());
    }
  }

  private void text(String message) {
    if (stream == null) {
      StreamOpening opening = StreamOpening.of(message);
      stream = streams.open(opening, this::judged);
      send(StreamAnswers.Ready.of(streams.model()));
    } else if (message.strip().equals(END)) {
      end(StatusCode.NORMAL, "ended");
    } else {
      throw Refusal.of(
          400, Problem.of("the message", "is text").remedy("send samples as binary, or " + END));
    }
  }

  private void push(ByteBuffer samples) {
    if (stream == null) {
      throw Refusal.of(
          400, Problem.of("the first message", "is binary").remedy("say first what samples it has"));
    }
    stream.push(samples);
    if (stream.seconds() > limits.streamSeconds()) {
      end(StatusCode.POLICY_VIOLATION, "longer than %.0f s".formatted(limits.streamSeconds()));
    }
  }

  private void judged(WindowResult result) {
    streams.judged();
    send(StreamAnswers.Window.of(result));
  }

  /** Judges what is left and says what came of it all. */
  private void end(int status, String reason) {
    send(StreamAnswers.Summary.of(stream.end()));
    close(status, reason);
  }

  /** Ends it for the service's sake, in a worker's turn. */
  void stop() {
    work(
        () -> {
          if (stream == null) {
            close(StatusCode.SHUTDOWN, "the service is being stopped");
          } else {
            end(StatusCode.SHUTDOWN, "the service is being stopped");
          }
        },
        Callback.NOOP);
  }

  private void send(Object answer) {
    String text;
    try {
      text = Server.JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is no JSON", e);
    }
    unfinished.incrementAndGet();
    session.sendText(text, Callback.from(this::finished, failure -> gone()));
  }

  /** A part of a message's work is done; after the last of them the next message may come. */
  private void finished() {
    if (unfinished.decrementAndGet() == 0) {
      demand();
    }
  }

  /** Frees the stream, and says goodbye. */
  private void close(int status, String reason) {
    free();
    session.close(status, reason, Callback.NOOP);
  }

  private synchronized void free() {
    over = true;
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /** The client can't be reached, or has left. */
  private void gone() {
    streams.remove(this);
    free();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    gone();
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    gone();
    callback.succeed();
  }
}
