package org.emodna.recognition.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.emodna.audio.AudioException;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SwappableRecognizer;

/**
 * Recognises emotion in samples as they arrive, such as those of a call: {@link Recognizer#open}.
 * Each window is judged in the thread that pushes its last sample, which tells the listener before
 * it returns; the stream has no thread of its own. It holds the samples of one window for each
 * channel.
 *
 * <pre>{@code
 * SpeechStream stream =
 *     recognizer.open(
 *         StreamFormat.telephone(),
 *         StreamSettings.standard(),
 *         window -> System.out.println(window.to() + " s: " + window.emotion()));
 * for (byte[] packet : call) {
 *   stream.push(packet);
 * }
 * StreamSummary summary = stream.end();
 * }</pre>
 *
 * <p>Any thread may push, but only one at a time: a second one gets an {@link
 * InvalidArgumentException}, and so does a listener that pushes. {@link #summary()}, {@link
 * #seconds()} and {@link #close()} may be called at any time by any thread.
 *
 * <p>A push is accepted whole or, if its arguments or samples are wrong, not at all, in which case
 * the stream is unchanged. If anything fails after samples were taken, for instance because the
 * listener throws or the recogniser is closed, the stream is closed, the listener is told, and the
 * pushing thread gets the exception.
 */
public final class SpeechStream implements AutoCloseable {
  /** Bytes that are read at a time, at most. */
  private static final int PIECE = 1 << 13;

  private final StreamFormat format;
  private final WindowJudge judge;
  private final WindowListener listener;
  private final PushedFrames frames;
  private final List<ChannelResults> results;

  /** Of each channel that is judged; empty once the stream is closed. */
  private List<WindowCutter> cutters = new ArrayList<>();

  /** The thread that pushes, or ends or closes. */
  private final AtomicReference<Thread> user = new AtomicReference<>();

  /** Whether the listener was told that nothing more follows. */
  private final AtomicBoolean over = new AtomicBoolean();

  /** Whether samples of the present push were taken. */
  private boolean begun;

  private volatile boolean closed;
  private volatile long pushed;
  private volatile int leftOver;

  private SpeechStream(
      WindowJudge judge, StreamFormat format, StreamSettings settings, WindowListener listener) {
    this.format = format;
    this.judge = judge;
    this.listener = listener;
    frames = new PushedFrames(format, settings.channels(), this::add);
    results = ChannelResults.all(settings, format.channels(), format.sampleRate());
    results.forEach(one -> cutters.add(new WindowCutter(settings.windows(), format.sampleRate())));
  }

  /**
   * Opens a stream, as {@link Recognizer#open} does.
   *
   * @throws InvalidArgumentException if the settings don't fit the channels, or the model takes
   *     precomputed embeddings
   */
  public static SpeechStream open(
      Recognizer recognizer,
      StreamFormat format,
      StreamSettings settings,
      WindowListener listener) {
    return open(WindowJudge.of(recognizer), format, settings, listener);
  }

  /** Opens a stream whose model may change, as {@link SwappableRecognizer#open} does. */
  public static SpeechStream open(
      SwappableRecognizer recognizer,
      StreamFormat format,
      StreamSettings settings,
      WindowListener listener) {
    return open(WindowJudge.of(recognizer), format, settings, listener);
  }

  static SpeechStream open(
      WindowJudge.Recognizers recognizers,
      StreamFormat format,
      StreamSettings settings,
      WindowListener listener) {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(listener, "listener");
    WindowJudge judge = WindowJudge.of(recognizers, settings, format.channels());
    SpeechStream stream = new SpeechStream(judge, format, settings, listener);
    listener.opened();
    return stream;
  }

  /** The format with which the stream was opened. */
  public StreamFormat format() {
    return format;
  }

  /**
   * Pushes bytes in the format's encoding. They may be cut anywhere, even within a sample: an
   * incomplete frame waits for the next push of bytes.
   *
   * @throws AudioException if one is not a number; nothing of this push is taken then
   * @throws ClosedResourceException if the stream or the recogniser is closed
   */
  public void push(byte[] bytes) {
    push(bytes, 0, bytes.length);
  }

  /** As {@link #push(byte[])}, for a part of an array. */
  public void push(byte[] bytes, int from, int count) {
    requireRange(bytes.length, from, count);
    push(ByteBuffer.wrap(bytes, from, count));
  }

  /** As {@link #push(byte[])}, for a buffer's bytes from its position to its limit. */
  public void push(ByteBuffer bytes) {
    use(() -> frames.add(bytes));
  }

  /**
   * Pushes bytes as they come from a pipe, a socket or a file, to their end. While it waits for
   * some, other threads may end or close the stream; this one then gets a {@link
   * ClosedResourceException} with the next bytes.
   *
   * @param in bytes in the format's encoding; not closed
   * @return how many there were
   * @throws AudioException if a sample is not a number. All before it was pushed, the stream stays
   *     open, and {@code in} is somewhere behind it
   * @throws IOException if {@code in} can't be read. All before that was pushed, and the stream
   *     stays open
   * @throws ClosedResourceException if the stream or the recogniser is closed
   */
  public long push(InputStream in) throws IOException {
    return push(in, Long.MAX_VALUE);
  }

  /**
   * As {@link #push(InputStream)}, up to a number of bytes.
   *
   * @param most no more are read
   * @return how many there were
   */
  public long push(InputStream in, long most) throws IOException {
    byte[] piece = new byte[PIECE];
    long done = 0;
    while (done < most) {
      if (closed) {
        throw new ClosedResourceException("the stream");
      }
      int count = in.read(piece, 0, (int) Math.min(piece.length, most - done));
      if (count < 0) {
        break;
      }
      ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
      use(
          () -> {
            frames.addBeforeBad(bytes);
            // Up to here nothing is half done: a bad sample leaves the stream open.
            begun = false;
            frames.requireNone(bytes);
          });
      done += count;
    }
    return done;
  }

  /**
   * Pushes samples of 16 bits: whole frames with their channels interleaved.
   *
   * @throws ClosedResourceException if the stream or the recogniser is closed
   */
  public void push(short[] samples) {
    push(samples, 0, samples.length);
  }

  /** As {@link #push(short[])}, for a part of an array. */
  public void push(short[] samples, int from, int count) {
    requireRange(samples.length, from, count);
    use(() -> frames.add(samples, from, count));
  }

  /**
   * Pushes samples whose full scale is 1: whole frames with their channels interleaved.
   *
   * @throws AudioException if one is not a number; nothing of this push is taken then
   * @throws ClosedResourceException if the stream or the recogniser is closed
   */
  public void push(float[] samples) {
    push(samples, 0, samples.length);
  }

  /** As {@link #push(float[])}, for a part of an array. */
  public void push(float[] samples, int from, int count) {
    requireRange(samples.length, from, count);
    use(() -> frames.add(samples, from, count));
  }

  private static void requireRange(int length, int from, int count) {
    if (from < 0 || count < 0 || from > length - count) {
      throw new InvalidArgumentException(
          Problem.of(
                  "stream", "can't take %d values from %d on, of %d".formatted(count, from, length))
              .remedy("give a range within the array"));
    }
  }

  /**
   * Judges what is left of each channel as a last, shorter window, tells the listener and closes
   * the stream.
   *
   * @return the summary of the whole stream
   */
  public StreamSummary end() {
    use(
        () -> {
          begun = true;
          leftOver = frames.leftOver();
          for (int place = 0; place < cutters.size(); place++) {
            WindowCutter.Cut last = cutters.get(place).last();
            if (last != null) {
              judge(place, last);
            }
          }
          if (over.compareAndSet(false, true)) {
            closed = true;
            endOver();
          }
        });
    return summary();
  }

  /** The listener waits for the end, whatever comes of freeing. */
  private void endOver() {
    try {
      free();
    } catch (RuntimeException | Error e) {
      suppressing(e, () -> listener.ended(summary()));
      throw e;
    }
    listener.ended(summary());
  }

  /** Does something as the only thread that does; what it has begun it must bring to its end. */
  private void use(Runnable action) {
    enter();
    begun = false;
    try {
      action.run();
      if (closed && !over.get()) {
        throw new ClosedResourceException("the stream");
      }
    } catch (RuntimeException | Error e) {
      // Arguments and samples are checked before any of them is taken.
      if (closed || begun) {
        fail(e);
      }
      throw e;
    } finally {
      leave();
    }
  }

  private void enter() {
    Thread now = Thread.currentThread();
    if (!user.compareAndSet(null, now)) {
      if (closed) {
        // The other thread may be the one that closes.
        throw new ClosedResourceException("the stream");
      }
      boolean own = user.get() == now;
      throw new InvalidArgumentException(
          Problem.of(
                  "stream",
                  own ? "is pushed by its own listener" : "is pushed by two threads at once")
              .remedy("push when the other push has returned"));
    }
    if (closed) {
      leave();
      throw new ClosedResourceException("the stream");
    }
  }

  private void leave() {
    pushed = frames.frames();
    user.set(null);
    if (closed) {
      closeUnlessUsed();
    }
  }

  private void add(int place, float[] samples, int from, int count) {
    begun = true;
    WindowCutter cutter = cutters.get(place);
    for (int done = 0; done < count; ) {
      done += cutter.take(samples, from + done, count - done);
      if (cutter.ready()) {
        judge(place, cutter.next());
      }
    }
  }

  private void judge(int place, WindowCutter.Cut cut) {
    if (closed) {
      throw new ClosedResourceException("the stream");
    }
    listener.result(
        results
            .get(place)
            .add(cut, judge.judge(place, WindowJudge.clip(cut, format.sampleRate()))));
  }

  private void fail(Throwable cause) {
    closed = true;
    if (!over.compareAndSet(false, true)) {
      return;
    }
    suppressing(cause, this::free);
    suppressing(cause, () -> listener.failed(cause));
  }

  /** Does what remains to be done after a failure, and must not hide it. */
  private static void suppressing(Throwable cause, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      if (e != cause) {
        cause.addSuppressed(e);
      }
    }
  }

  private void free() {
    cutters = List.of();
    judge.close();
  }

  /** The results so far, of all complete windows. */
  public StreamSummary summary() {
    return new StreamSummary(
        seconds(), results.stream().map(ChannelResults::summary).toList(), leftOver);
  }

  /** Seconds pushed so far; during a push, those before it. */
  public double seconds() {
    return (double) pushed / format.sampleRate();
  }

  /** Whether the stream was ended or closed, or has failed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * The approximate number of bytes of samples and results that the stream holds; for the thread
   * that pushes.
   */
  public long bytes() {
    return cutters.stream().mapToLong(WindowCutter::bytes).sum()
        + results.stream().mapToLong(ChannelResults::bytes).sum();
  }

  /**
   * Closes the stream without a last window. A push that is under way in another thread ends after
   * the current window, with a {@link ClosedResourceException}. The recogniser stays open. Closing
   * twice, or after the end, is harmless.
   */
  @Override
  public void close() {
    closed = true;
    closeUnlessUsed();
    if (!over.get() && user.get() != Thread.currentThread()) {
      listener.closing();
    }
  }

  /** Whoever uses the stream does it when that is done. */
  private void closeUnlessUsed() {
    if (!over.get() && user.compareAndSet(null, Thread.currentThread())) {
      try {
        fail(new ClosedResourceException("the stream"));
      } finally {
        user.set(null);
      }
    }
  }
}
