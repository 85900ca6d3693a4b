package org.emodna.recognition.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.ChannelSink;
import org.emodna.audio.Decoded;
import org.emodna.audio.SampleSink;
import org.emodna.base.InterruptedWorkException;

/**
 * The windows of a recording, in batches, decoded by a thread of its own that is never more than a
 * batch ahead of the one that is waiting.
 */
final class DecodedWindows implements AutoCloseable {
  /** Most windows of a batch. */
  private static final int WINDOWS = 64;

  /** Samples from which on a batch is large enough: 8 MiB. */
  private static final int SAMPLES = 1 << 21;

  /** Nanoseconds that the end of decoding is waited for where input may not come. */
  private static final long PATIENCE = 1_000_000_000L;

  /** What comes out. */
  sealed interface Piece {}

  /**
   * A window of a channel.
   *
   * @param place of the channel among those that are judged
   */
  record Window(int place, WindowCutter.Cut cut) {}

  /**
   * Some windows; those of a channel in the order of time.
   *
   * @param channels of the recording
   */
  record Batch(int sampleRate, int channels, List<Window> windows) implements Piece {}

  /**
   * Nothing follows.
   *
   * @param decoded of the recording; null where it failed
   * @param failure why there is no more; null where there is none
   * @param frames decoded
   */
  record End(Decoded decoded, Throwable failure, long frames) implements Piece {}

  /** Decodes into the sink that suits the channels asked for. */
  private interface Decoding {
    Decoded of(Sink sink);
  }

  private final Decoding decoding;
  private final StreamSettings settings;

  /**
   * Whether what is decoded may come slowly, and windows are handed on as soon as they are wanted.
   */
  private final boolean live;

  /** All of these are guarded by this. */
  private final Object lock = new Object();

  private List<Window> batch = new ArrayList<>();
  private long samples;
  private int sampleRate;
  private int channels;
  private End end;

  private final Thread thread;
  private volatile boolean stopped;

  private DecodedWindows(Decoding decoding, StreamSettings settings, boolean live) {
    this.decoding = decoding;
    this.settings = settings;
    this.live = live;
    thread = new Thread(this::decode, "emodna-decode");
    thread.setDaemon(true);
  }

  static DecodedWindows of(AudioDecoder decoder, Path file, StreamSettings settings) {
    return new DecodedWindows(
        isMixed(settings)
            ? sink -> decoder.decode(file, sink.mixed())
            : sink -> decoder.decodeChannels(file, sink.apart()),
        settings,
        false);
  }

  static DecodedWindows of(
      AudioDecoder decoder, byte[] file, String name, StreamSettings settings) {
    return new DecodedWindows(
        isMixed(settings)
            ? sink -> decoder.decode(file, name, sink.mixed())
            : sink -> decoder.decodeChannels(file, name, sink.apart()),
        settings,
        false);
  }

  static DecodedWindows of(
      AudioDecoder decoder, InputStream in, String name, StreamSettings settings) {
    return new DecodedWindows(
        isMixed(settings)
            ? sink -> decoder.decode(sink.until(in), name, sink.mixed())
            : sink -> decoder.decodeChannels(sink.until(in), name, sink.apart()),
        settings,
        true);
  }

  private static boolean isMixed(StreamSettings settings) {
    return settings.channels().kind() == ChannelChoice.Kind.MIXED;
  }

  /** Begins to decode. */
  void start() {
    thread.start();
  }

  /** The next batch, or the end: a full batch, or what there is of one that should not wait. */
  Piece next() throws InterruptedException {
    synchronized (lock) {
      while (end == null && !full() && !(live && !batch.isEmpty())) {
        lock.wait();
      }
      if (batch.isEmpty()) {
        return end;
      }
      Batch next = new Batch(sampleRate, channels, batch);
      batch = new ArrayList<>();
      samples = 0;
      lock.notifyAll();
      return next;
    }
  }

  private boolean full() {
    return batch.size() == WINDOWS || samples >= SAMPLES;
  }

  private void add(Window window) throws InterruptedException {
    synchronized (lock) {
      while (full()) {
        lock.wait();
      }
      batch.add(window);
      samples += window.cut.samples().length;
      lock.notifyAll();
    }
  }

  private void end(End last) {
    synchronized (lock) {
      end = last;
      lock.notifyAll();
    }
  }

  private void decode() {
    Sink sink = new Sink();
    Decoded decoded = null;
    Throwable failure = null;
    try {
      try {
        decoded = decoding.of(sink);
      } catch (RuntimeException | Error e) {
        // Whoever waits must get it, also where memory is at an end.
        failure = e;
      }
      if (!(failure instanceof Error)) {
        sink.finish();
      }
      end(new End(decoded, failure, sink.frames));
    } catch (InterruptedException e) {
      // As a rule nobody waits any more; but it may have been the input that interrupted.
      stopped = true;
      end(new End(null, new InterruptedWorkException("decoding"), sink.frames));
    }
  }

  /** Cuts windows of what is decoded. */
  private final class Sink {
    private final List<WindowCutter> cutters = new ArrayList<>();
    private long frames;
    private boolean interrupted;

    /** What comes until nobody waits any more: also where no sample is decoded before the end. */
    InputStream until(InputStream in) {
      return new FilterInputStream(in) {
        @Override
        public int read(byte[] to, int from, int count) throws IOException {
          if (stopped) {
            throw new IOException("nobody waits for it any more");
          }
          return super.read(to, from, count);
        }
      };
    }

    SampleSink mixed() {
      return new SampleSink() {
        @Override
        public void add(float[] mono, int count, int sampleRate) {
          begin(1, sampleRate);
          cut(0, mono, count);
          frames += count;
        }

        @Override
        public boolean full() {
          return stopped;
        }
      };
    }

    ChannelSink apart() {
      return new ChannelSink() {
        @Override
        public void add(float[][] each, int count, int sampleRate) {
          begin(each.length, sampleRate);
          ChannelChoice choice = settings.channels();
          for (int place = 0; place < cutters.size(); place++) {
            boolean one = choice.kind() == ChannelChoice.Kind.ONE;
            cut(place, each[one ? choice.channel() : place], count);
          }
          frames += count;
        }

        @Override
        public boolean full() {
          return stopped;
        }
      };
    }

    private void begin(int width, int rate) {
      if (!cutters.isEmpty()) {
        return;
      }
      for (int i = 0; i < settings.channels().judged(width); i++) {
        cutters.add(new WindowCutter(settings.windows(), rate));
      }
      synchronized (lock) {
        sampleRate = rate;
        channels = width;
      }
    }

    private void cut(int place, float[] from, int count) {
      WindowCutter cutter = cutters.get(place);
      for (int done = 0; done < count && !stopped; ) {
        done += cutter.take(from, done, count - done);
        if (cutter.ready()) {
          add(place, cutter.next());
        }
      }
    }

    private void add(int place, WindowCutter.Cut cut) {
      try {
        DecodedWindows.this.add(new Window(place, cut));
      } catch (InterruptedException e) {
        stopped = true;
        interrupted = true;
      }
    }

    /** Hands on what is left. */
    void finish() throws InterruptedException {
      for (int place = 0; place < cutters.size() && !stopped; place++) {
        WindowCutter.Cut last = cutters.get(place).last();
        if (last != null) {
          add(place, last);
        }
      }
      if (interrupted) {
        throw new InterruptedException();
      }
    }
  }

  /**
   * Stops decoding, and waits until the file is closed. The thread may be waiting for a pipe; it is
   * left to that, and ends when the pipe gives something or is closed.
   */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    long until = System.nanoTime() + PATIENCE;
    boolean interrupted = false;
    while (thread.isAlive() && !(live && System.nanoTime() > until)) {
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
