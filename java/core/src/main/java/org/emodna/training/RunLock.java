package org.emodna.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
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
   * Files locked by this JVM. The system's locks belong to the process and fall with any channel to
   * the file that it closes, so a second one must not even be opened.
   */
  private static final Set<Path> HELD = new HashSet<>();

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
    synchronized (HELD) {
      Path file = null;
      FileChannel channel = null;
      try {
        Path folder = output.toAbsolutePath().getParent().toRealPath();
        file = folder.resolve(output.getFileName() + ".lock");
        if (HELD.contains(file)) {
          throw taken(output, Long.toString(ProcessHandle.current().pid()));
        }
        channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          String holder = read(channel);
          channel.close();
          throw taken(output, holder);
        }
        channel.truncate(0);
        channel.write(ascii(Long.toString(ProcessHandle.current().pid())), 0);
      } catch (ClosedByInterruptException e) {
        throw new InterruptedWorkException("training");
      } catch (IOException e) {
        // Some network file systems have no locks.
        progress.warn(
            output + ": can't be locked (" + e + "): don't run another training that writes it");
        close(channel);
        return new RunLock(null, null);
      }
      HELD.add(file);
      return new RunLock(file, channel);
    }
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
    synchronized (HELD) {
      try {
        channel.truncate(0);
      } catch (IOException e) {
        // Then it names a process that no longer holds it, which nobody is told.
      }
      close(channel);
      HELD.remove(file);
    }
  }
}
