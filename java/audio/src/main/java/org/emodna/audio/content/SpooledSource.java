package org.emodna.audio.content;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What came through a pipe, kept in a temporary file to be read from any place. The file has lost
 * its name by the time that it is filled, so nothing is left of it even if the process is killed.
 */
final class SpooledSource implements ByteSource {
  private static final int PIECE = 1 << 16;

  private final RandomAccessFile file;
  private final long size;

  /**
   * Reads a source to its end.
   *
   * @throws IOException if it can't be read, or not be kept
   */
  SpooledSource(ByteSource from) throws IOException {
    file = unnamed();
    try {
      size = copied(from);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RandomAccessFile unnamed() throws IOException {
    try {
      Path path = Files.createTempFile("emodna-", ".tmp");
      try {
        return new RandomAccessFile(path.toFile(), "rw");
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw notKept(e);
    }
  }

  private long copied(ByteSource from) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = 0;
    for (int count; (count = from.read(at, piece.clear())) > 0; at += count) {
      try {
        file.write(piece.array(), 0, count);
      } catch (IOException e) {
        throw notKept(e);
      }
    }
    return at;
  }

  private static IOException notKept(IOException cause) {
    return new IOException(
        "there is no room for it in a temporary file below %s: %s"
            .formatted(System.getProperty("java.io.tmpdir"), cause.getMessage()),
        cause);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    byte[] piece = new byte[Math.min(PIECE, into.remaining())];
    file.seek(position);
    int count = file.read(piece, 0, piece.length);
    if (count > 0) {
      into.put(piece, 0, count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
