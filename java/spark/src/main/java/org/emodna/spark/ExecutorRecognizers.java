package org.emodna.spark;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.emodna.audio.DecodeLimits;
import org.emodna.recognition.Recognizer;

/**
 * The recognisers of this JVM, one for each model in use, whatever number of tasks and jobs it
 * runs. They stay for the next task, the last few of them, and are closed as the JVM ends.
 */
final class ExecutorRecognizers {
  /** Recognisers that are kept though no task uses them. */
  private static final int MOST_IDLE = 2;

  /** A task under way may be in the middle of a batch; an executor must not wait longer for it. */
  private static final long CLOSING_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** The one that was asked for last comes last. */
  private static final Map<Key, Entry> LOADED = new LinkedHashMap<>(16, 0.75f, true);

  private static boolean hooked;

  private ExecutorRecognizers() {}

  /**
   * What makes one recogniser differ from another.
   *
   * @param model SHA-256 of the model file
   * @param threads of a task
   */
  record Key(String model, String device, int threads, DecodeLimits limits) {}

  private static final class Entry {
    private final Recognizer recognizer;
    private int users;

    Entry(Recognizer recognizer) {
      this.recognizer = recognizer;
    }
  }

  /** The use of a recogniser, which stays open as long. */
  static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean over;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    Recognizer recognizer() {
      return entry.recognizer;
    }

    @Override
    public void close() {
      synchronized (LOADED) {
        if (!over) {
          over = true;
          entry.users--;
          closeIdle();
        }
      }
    }
  }

  /** Takes the recogniser; others that want the same one meanwhile wait until it is loaded. */
  static Lease lease(Key key, Supplier<Recognizer> load) {
    synchronized (LOADED) {
      Entry entry = LOADED.get(key);
      if (entry == null) {
        entry = new Entry(load.get());
        LOADED.put(key, entry);
        hook();
      }
      entry.users++;
      return new Lease(entry);
    }
  }

  /** How many are loaded. */
  static int count() {
    synchronized (LOADED) {
      return LOADED.size();
    }
  }

  private static void closeIdle() {
    long idle = LOADED.values().stream().filter(entry -> entry.users == 0).count();
    Iterator<Entry> all = LOADED.values().iterator();
    while (idle > MOST_IDLE && all.hasNext()) {
      Entry entry = all.next();
      if (entry.users == 0) {
        all.remove();
        entry.recognizer.close();
        idle--;
      }
    }
  }

  private static void hook() {
    if (!hooked) {
      hooked = true;
      Runtime.getRuntime()
          .addShutdownHook(new Thread(ExecutorRecognizers::closeAll, "emodna-spark-closing"));
    }
  }

  /** Waits for the batches under way, though not for ever. */
  private static void closeAll() {
    Thread closing =
        new Thread(
            () -> {
              synchronized (LOADED) {
                LOADED.values().forEach(entry -> entry.recognizer.close());
                LOADED.clear();
              }
            });
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
