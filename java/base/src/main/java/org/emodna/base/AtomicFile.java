package org.emodna.base;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Replaces a file in one step: whoever looks sees the old content or the new, never a part, and
 * after a power failure too.
 */
public final class AtomicFile {
  /** Writes the whole content. */
  public interface Content {
    /**
     * Writes everything to a file beside the destination, which then takes its place.
     *
     * @throws IOException if it can't be written; the destination then stays as it was
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file by way of a temporary one in the same folder. On failure the temporary file is
   * removed and the old one stays.
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // Not Files.createTempFile: its files are readable by their owner alone, whatever the umask.
    Path temporary = folder.resolve("." + UUID.randomUUID() + ".tmp");
    try {
      // A stream and not a channel: an interrupt must not spoil a checkpoint that is being saved.
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        content.writeTo(out);
        out.getFD().sync();
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder(folder);
  }

  /** The rename itself is durable only once its folder is. Windows cannot and need not do this. */
  private static void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    DurableFiles.force(folder);
  }
}
