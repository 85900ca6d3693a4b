package org.emodna.audio.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file. Whose thread is interrupted while it is read gets all of it nevertheless, and is
 * interrupted again when it is closed: a channel alone would say that the file can't be read. (A
 * stream would not, but finds no file whose name is not UTF-8.) For one thread at a time.
 */
final class FileSource implements ByteSource {
  private final Path file;
  private final long size;
  private FileChannel channel;
  private boolean interrupted;

  FileSource(Path file) throws IOException {
    this.file = file;
    channel = open(file);
    try {
      size = undisturbed(FileChannel::size);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private interface Access<T> {
    T in(FileChannel channel) throws IOException;
  }

  private <T> T undisturbed(Access<T> access) throws IOException {
    while (true) {
      interrupted |= Thread.interrupted();
      try {
        return access.in(channel);
      } catch (ClosedByInterruptException e) {
        channel = open(file);
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    return undisturbed(open -> open.read(into, position));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
