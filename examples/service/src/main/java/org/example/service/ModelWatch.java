package org.example.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.emodna.base.EmoDnaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the model file from time to time, and has it loaded when it has changed. It asks for
 * time stamp, size and inode rather than for the system's events, which do not come from network
 * folders or mounted configuration volumes.
 */
final class ModelWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

  private final Path file;
  private final ServedModel model;
  private final ScheduledExecutorService clock;

  /** As it was last seen; at first it has not been, as it may have changed since it was loaded. */
  private String seen = "";

  /**
   * @param every how often to look
   */
  ModelWatch(Path file, ServedModel model, Duration every) {
    this.file = file;
    this.model = model;
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "model-watch");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      String now = state();
      if (!now.equals(seen)) {
        // A broken file is tried once, and again when it changes.
        seen = now;
        model.reload();
      }
    } catch (EmoDnaException told) {
      // The model has logged it. A file that is there and could not be read may be so the next
      // time.
      if (told.getCause() instanceof IOException && Files.exists(file)) {
        seen = "";
      }
    } catch (Refusal another) {
      // Somebody else has it read at this moment.
      seen = "";
    } catch (RuntimeException | Error e) {
      // The clock would stop without a word.
      LOG.error("the model file could not be looked at", e);
      seen = "";
    }
  }

  private String state() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException e) {
      return "absent";
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
