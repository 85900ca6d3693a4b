package org.emodna.base;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings files and folders to the disk itself. */
public final class DurableFiles {
  private DurableFiles() {}

  /**
   * Returns when a file's content, or a folder's list of names, would survive a loss of power. An
   * interruption of the thread does not disturb it; the thread is interrupted afterwards.
   */
  public static void force(Path place) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          // The interruption has closed the channel; the file can be opened again.
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
