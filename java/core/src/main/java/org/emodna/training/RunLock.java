package org.emodna.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/**
 * Keeps a second training from the files that one is writing: an exclusive lock on a file beside
 * them, which holds the number of the process. The system lets go of it when a process ends in any
 * way. The file stays, empty: removing it could take it from under one who has just opened it.
 */
final class RunLock implements AutoCloseable {
  /**
   * System properties with this before a file's path: those locked by this JVM, whichever class
   * loader the library came from. The system's locks belong to the process and fall with any
   * channel to the file that it closes, so a second one must not even be opened.
   */
  private static final String HELD = "org.emodna.training.locked:";

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, or says who holds it.
   *
   * @param output what is written, in a folder that exists
   */
  static RunLock of(Path output, Progress progress) {
    Path file;
    try {
      Path folder = output.toAbsolutePath().getParent().toRealPath();
      file = folder.resolve(output.getFileName() + ".lock");
    } catch (IOException e) {
      return none(output, e, progress);
    }
    String me = Long.toString(ProcessHandle.current().pid());
    if (System.getProperties().putIfAbsent(HELD + file, me) != null) {
      throw taken(output, me);
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw taken(output, read(channel));
      }
      channel.truncate(0);
      channel.write(ascii(me), 0);
      locked = true;
      return new RunLock(file, channel);
    } catch (OverlappingFileLockException e) {
      // Somebody has emptied the system's properties while it was held: see HELD. Closing this
      // channel would let other processes in, so it stays open.
      channel = null;
      throw taken(output, me);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedWorkException("training");
    } catch (IOException e) {
      return none(output, e, progress);
    } finally {
      if (!locked) {
        close(channel);
        System.getProperties().remove(HELD + file);
      }
    }
  }

  /** Some network file systems have no locks. */
  private static RunLock none(Path output, IOException e, Progress progress) {
    progress.warn(
        output + ": can't be locked (" + e + "): don't run another training that writes it");
    return new RunLock(null, null);
  }

  private static TrainingException taken(Path output, String holder) {
    return new TrainingException(
        Problem.of(
                output,
                "is being written by another training"
                    + (holder.isEmpty() ? "" : " (process " + holder + ")"))
            .remedy("wait until it has ended, or name another output"));
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was lost: the file holds nothing that anybody needs.
    }
  }

  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      channel.truncate(0);
    } catch (IOException e) {
      // Then it names a process that no longer holds it, which nobody is told.
    }
    close(channel);
    System.getProperties().remove(HELD + file);
  }
}
