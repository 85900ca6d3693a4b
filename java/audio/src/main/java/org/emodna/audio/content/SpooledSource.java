package org.emodna.audio.content;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

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
   * @param name what messages call it
   * @throws IOException if it can't be read
   * @throws AudioException if it can't be kept, for instance as the disk is full
   */
  SpooledSource(String name, ByteSource from) throws IOException {
    try {
      file = unnamed();
    } catch (IOException e) {
      throw notKept(name, e);
    }
    try {
      size = copied(name, from);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RandomAccessFile unnamed() throws IOException {
    Path path = Files.createTempFile("emodna-", ".tmp");
    RandomAccessFile made = null;
    try {
      made = new RandomAccessFile(path.toFile(), "rw");
      Files.delete(path);
      return made;
    } catch (IOException e) {
      if (made != null) {
        made.close();
      }
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private long copied(String name, ByteSource from) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = 0;
    for (int count; (count = from.read(at, piece.clear())) > 0; at += count) {
      try {
        file.write(piece.array(), 0, count);
      } catch (IOException e) {
        throw notKept(name, e);
      }
    }
    return at;
  }

  private static AudioException notKept(String name, IOException cause) {
    return new AudioException(
        Problem.of(
                name,
                "can't be kept in a temporary file below %s (%s)"
                    .formatted(System.getProperty("java.io.tmpdir"), cause))
            .remedy("make room there, or name another folder with -Djava.io.tmpdir=FOLDER"),
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
