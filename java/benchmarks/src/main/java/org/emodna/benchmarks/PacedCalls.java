package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Parallel;

/**
 * Calls in real time: every packet of every call is pushed when its last sample would have come,
 * whether what was pushed before has been judged or not. So a result that is late makes the next
 * ones late, as it does in service.
 */
final class PacedCalls {
  /** A call as it pushes. */
  interface Stream {
    void push(short[] samples, int from, int count);

    void close();
  }

  /** Opens a call, which runs the result's action as each window is judged. */
  interface Opener {
    Stream open(Runnable result);
  }

  /**
   * What to try.
   *
   * @param calls at once
   * @param aligned all have begun at one moment, so that their windows end together; otherwise
   *     evenly over a hop
   * @param threads that push, each for its share of the calls
   * @param hops how long, in hops of windows: each call has at least as many results
   */
  record Load(int calls, boolean aligned, int threads, int hops) {}

  /**
   * What came of it.
   *
   * @param latencies from a window's last sample to its result, in seconds, sorted
   * @param busy share of their time in which the threads worked, 0 to 1
   * @param givenUp whether it fell so far behind that it was not gone on with
   */
  record Result(double[] latencies, double busy, boolean givenUp) {
    /** The latency that is exceeded by one result in so many, in seconds. */
    double percentile(double share) {
      return latencies[(int) (share * (latencies.length - 1))];
    }
  }

  /** Samples in a packet: 20, 60, 100 and 200 ms at 8,000 Hz. */
  private static final int[] PACKETS = {160, 480, 800, 1600};

  /** Nobody waits for results that are later. */
  private static final long GIVEN_UP = 2_000_000_000L;

  private final Opener opener;
  private final short[] speech;
  private final int window;
  private final int hop;
  private final long nanosPerSample;

  /**
   * Calls of windows.
   *
   * @param speech what is said, over and over
   * @param rate of it in Hz
   * @param window its samples
   * @param hop samples from one window to the next
   */
  PacedCalls(Opener opener, short[] speech, int rate, int window, int hop) {
    this.opener = opener;
    this.speech = speech;
    this.window = window;
    this.hop = hop;
    nanosPerSample = 1_000_000_000L / rate;
  }

  private final class Call {
    private final Stream stream;
    private final int packet;

    /** When it began; before the clock did. */
    private final long began;

    /** Samples that were pushed. */
    private int pushed;

    Call(Share share, int number, Load load) {
      packet = PACKETS[number / load.threads() % PACKETS.length];
      // In the first hop, each staggered call ends its first window.
      long early =
          load.aligned() ? window - hop : window - (long) (hop * ((number + 0.5) / load.calls()));
      began = -early * nanosPerSample;
      stream = opener.open(() -> share.latencies.add((share.now() - due()) / 1e9));
    }

    /** The moment of the last sample of its next packet. */
    private long due() {
      return began + (pushed + packet) * nanosPerSample;
    }

    private void push() {
      int from = pushed % (speech.length - packet);
      stream.push(speech, from, packet);
      pushed += packet;
    }
  }

  /** What one thread does. */
  private final class Share {
    private final PriorityQueue<Call> calls =
        new PriorityQueue<>(Comparator.comparingLong(Call::due));
    private final List<Double> latencies = new ArrayList<>();
    private final long end;
    private long start;
    private long waited;
    private long took;

    Share(int thread, Load load) {
      for (int i = thread; i < load.calls(); i += load.threads()) {
        calls.add(new Call(this, i, load));
      }
      // The longest packet may bring a window's last sample that much later.
      end = ((long) load.hops() * hop + PACKETS[PACKETS.length - 1]) * nanosPerSample;
    }

    long now() {
      return System.nanoTime() - start;
    }

    /** What the calls have said before the clock starts; no window ends in it. */
    void catchUp() {
      while (!calls.isEmpty() && calls.peek().due() <= 0) {
        Call call = calls.remove();
        call.push();
        calls.add(call);
      }
    }

    void run(long commonStart, AtomicBoolean givenUp) {
      start = commonStart;
      while (!calls.isEmpty() && calls.peek().due() < end && !givenUp.get()) {
        Call call = calls.remove();
        long before = Math.max(0, now());
        while (now() < call.due()) {
          LockSupport.parkNanos(call.due() - now());
        }
        waited += Math.max(0, now() - before);
        if (now() - call.due() > GIVEN_UP) {
          givenUp.set(true);
        }
        call.push();
        calls.add(call);
      }
      took = now();
    }
  }

  /** Tries it; takes the load's hops in real time, and a moment before. */
  Result run(Load load) {
    List<Share> shares = new ArrayList<>();
    for (int thread = 0; thread < load.threads(); thread++) {
      shares.add(new Share(thread, load));
    }
    Parallel.run("calls", shares.size(), load.threads(), i -> shares.get(i).catchUp());
    AtomicBoolean givenUp = new AtomicBoolean();
    long start = System.nanoTime() + 50_000_000L;
    Parallel.run("calls", shares.size(), load.threads(), i -> shares.get(i).run(start, givenUp));
    double[] latencies =
        shares.stream()
            .flatMap(share -> share.latencies.stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    if (latencies.length == 0) {
      throw new EmoDnaException("streams: %d calls had no result in time".formatted(load.calls()));
    }
    Arrays.sort(latencies);
    shares.forEach(share -> share.calls.forEach(call -> call.stream.close()));
    double waited = shares.stream().mapToLong(share -> share.waited).sum();
    double took = shares.stream().mapToLong(share -> share.took).sum();
    return new Result(latencies, 1 - waited / took, givenUp.get());
  }
}
