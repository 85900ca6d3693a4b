package org.example.service;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
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
 * <p>Messages gather in an inbox until a worker has time for the stream, which then works through
 * what there is, up to a hop: a turn makes one window of each channel, however much sound has come.
 * The next message is asked for only while the inbox has room and all answers are written. So a
 * stream takes no thread while it waits and has one task among the {@link Workers} at most; a
 * client that sends faster than it is served, or doesn't read, is slowed down by TCP, and one that
 * stands still is ended.
 *
 * <p>Public because Jetty looks its methods up by their names.
 */
public final class StreamSocket implements Session.Listener {
  private static final String END = "end";

  /** Bytes beyond which no further message is asked for. */
  private static final int INBOX = 32 << 10;

  /** Bytes that any message takes beside its content. */
  private static final int ENVELOPE = 64;

  private final Streams streams;
  private final Limits limits;
  private Session session;

  /** What has come and is not worked through. Guarded by itself, as are the five below. */
  private final Deque<Message> inbox = new ArrayDeque<>();

  private int inboxBytes;

  /** Whether a worker has the stream, or will have it. */
  private boolean scheduled;

  /** Whether a message has been asked for and has not come. */
  private boolean demanded;

  /** When a message came, or a worker was done. */
  private long active = System.nanoTime();

  private long arrived;

  /** Answers that are being written. */
  private final AtomicInteger unsent = new AtomicInteger();

  /** Null until its first message, and after its end. Guarded by this, as are the two below. */
  private SpeechStream stream;

  /** Bytes of sound that are worked through in a turn; the first message is one by itself. */
  private int turn = 1;

  /** Nothing more is pushed. */
  private boolean over;

  private final long began = System.nanoTime();

  /** What has come: samples, or with none something to do. */
  private record Message(ByteBuffer samples, Runnable task, int bytes) {}

  StreamSocket(Streams streams, Limits limits) {
    this.streams = streams;
    this.limits = limits;
  }

  /** Bytes that a stream may hold beside a window of samples. */
  static long buffers(Limits limits) {
    return INBOX + limits.frameBytes();
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    session.setMaxBinaryMessageSize(limits.frameBytes());
    session.setMaxTextMessageSize(4 << 10);
    // Jetty's own rule looks at the socket alone: there nothing moves while a buffer full of small
    // messages is worked through. So it asks twice as often, and the inbox is looked at too.
    Duration idle = limits.streamIdle();
    session.setIdleTimeout(idle.dividedBy(2));
    session.addIdleTimeoutListener(timeout -> isIdle(idle));
    if (streams.add(this)) {
      demandIfRoom();
    } else {
      session.close(StatusCode.TRY_AGAIN_LATER, "as many streams as it takes", Callback.NOOP);
    }
  }

  private boolean isIdle(Duration idle) {
    synchronized (inbox) {
      return !scheduled && System.nanoTime() - active >= idle.toNanos() * 9 / 10;
    }
  }

  @Override
  public void onWebSocketText(String message) {
    came(new Message(null, () -> text(message), message.length() + ENVELOPE));
  }

  @Override
  public void onWebSocketBinary(ByteBuffer samples, Callback callback) {
    ByteBuffer kept = ByteBuffer.allocate(samples.remaining()).put(samples).flip();
    callback.succeed();
    came(new Message(kept, null, kept.remaining() + ENVELOPE));
  }

  private void came(Message message) {
    synchronized (inbox) {
      demanded = false;
    }
    add(message);
    demandIfRoom();
  }

  private void add(Message message) {
    synchronized (inbox) {
      active = System.nanoTime();
      inbox.add(message);
      inboxBytes += message.bytes();
      if (!scheduled) {
        arrived = active;
        schedule();
      }
    }
  }

  private void schedule() {
    try {
      scheduled = true;
      streams.workers().execute(this::work);
    } catch (RejectedExecutionException stopping) {
      session.close(StatusCode.SHUTDOWN, "the service is being stopped", Callback.NOOP);
    }
  }

  /** Asks for a message unless there is enough to do. */
  private void demandIfRoom() {
    synchronized (inbox) {
      if (demanded || inboxBytes >= INBOX || unsent.get() > 0 || !session.isOpen()) {
        return;
      }
      demanded = true;
    }
    session.demand();
  }

  /** Works through what has come, up to a turn's share; the rest has its turn behind the others. */
  private void work() {
    try {
      for (int left = share(); left > 0; ) {
        Message next;
        synchronized (inbox) {
          next = inbox.peek();
        }
        if (next == null) {
          break;
        }
        try {
          left -= Math.max(1, begin(next, left));
        } finally {
          done(next);
        }
      }
    } finally {
      // Whatever happened: a stream that stays scheduled would keep its place for ever.
      synchronized (inbox) {
        active = System.nanoTime();
        scheduled = false;
        if (inbox.isEmpty()) {
          streams.worked(active - arrived);
        } else {
          schedule();
        }
      }
      demandIfRoom();
    }
  }

  private synchronized int share() {
    return over ? Integer.MAX_VALUE : turn;
  }

  /** Does a message, or the part of it that there is time for; returns the bytes of sound. */
  private int begin(Message message, int most) {
    ByteBuffer samples = message.samples();
    if (samples == null) {
      guarded(message.task());
      return 0;
    }
    int count = Math.min(most, samples.remaining());
    ByteBuffer part = samples.slice(samples.position(), count);
    samples.position(samples.position() + count);
    guarded(() -> push(part));
    return count;
  }

  /** Forgets a message of which nothing is left. */
  private void done(Message message) {
    if (message.samples() == null || !message.samples().hasRemaining()) {
      synchronized (inbox) {
        inbox.remove();
        inboxBytes -= message.bytes();
      }
    }
  }

  private synchronized void guarded(Runnable task) {
    if (over) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    } catch (Throwable e) {
      // No memory or a broken class: the client may not hear of it, but its place is given back.
      try {
        failed(e);
      } finally {
        gone();
      }
    }
  }

  private void failed(Throwable failure) {
    // What there is to say may be what fails.
    over = true;
    int status = StatusCode.SERVER_ERROR;
    String title = "failed";
    try {
      ErrorAnswer answer = ErrorAnswer.of(failure, "a stream");
      title = answer.title();
      status =
          switch (answer.status()) {
            case 500 -> StatusCode.SERVER_ERROR;
            case 503 -> StatusCode.TRY_AGAIN_LATER;
            default -> StatusCode.POLICY_VIOLATION;
          };
      send(StreamAnswers.Fault.of(answer));
    } finally {
      close(status, title);
    }
  }

  private void text(String message) {
    if (stream == null) {
      StreamOpening opening = StreamOpening.of(message);
      stream = streams.open(this, opening, this::judged);
      turn = opening.hopBytes();
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
          400,
          Problem.of("the first message", "is binary").remedy("say first what samples it has"));
    }
    int count = samples.remaining();
    stream.push(samples);
    streams.pushed(count);
    double sinceOpen = (System.nanoTime() - began) / 1e9;
    if (Math.max(stream.seconds(), sinceOpen) > limits.streamSeconds()) {
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

  /** Ends it for the service's sake, when its messages are worked through. */
  void stop() {
    Runnable last =
        () -> {
          if (stream == null) {
            close(StatusCode.SHUTDOWN, "the service is being stopped");
          } else {
            end(StatusCode.SHUTDOWN, "the service is being stopped");
          }
        };
    add(new Message(null, last, ENVELOPE));
  }

  private void send(Object answer) {
    unsent.incrementAndGet();
    session.sendText(Server.text(answer), Callback.from(this::written, failure -> gone()));
  }

  private void written() {
    if (unsent.decrementAndGet() == 0) {
      demandIfRoom();
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
    streams.closed(status);
    gone();
    callback.succeed();
  }
}
