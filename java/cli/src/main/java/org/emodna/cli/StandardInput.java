package org.emodna.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.WavStream;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.recognition.stream.SpeechStream;

/** A recording on standard input, or samples as they come. */
final class StandardInput {
  /** How {@code predict} names it among files. */
  static final Path DASH = Path.of("-");

  /** What messages and results call it. */
  static final String NAME = "standard input";

  private static final int CHUNK = 1 << 13;

  private final BufferedInputStream in;

  StandardInput(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The header of WAV whose samples can be used as they come; empty where anything else comes. */
  Optional<WavStream> header() {
    try {
      return WavStream.read(in, NAME);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Pushes samples as they come.
   *
   * @param bytes how many are announced; -1 where they go on to the end
   */
  void pushTo(SpeechStream stream, long bytes) {
    byte[] chunk = new byte[CHUNK];
    long left = bytes < 0 ? Long.MAX_VALUE : bytes;
    try {
      for (int count;
          left > 0 && (count = in.read(chunk, 0, (int) Math.min(CHUNK, left))) > 0;
          left -= count) {
        stream.push(chunk, 0, count);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (bytes >= 0 && left > 0) {
      System.err.printf("warning: %s: %,d bytes fewer than its header says%n", NAME, left);
    }
  }

  /** The content of a whole file. */
  byte[] content(DecodeLimits limits) {
    int most = (int) Math.min(limits.maxBytes(), Integer.MAX_VALUE - 16);
    try {
      byte[] content = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new AudioException(
            Problem.of(NAME, "has more than %,d bytes".formatted(most))
                .remedy("raise the limit (DecodeLimits.maxBytes), or use --windows"));
      }
      if (content.length == 0) {
        throw new AudioException(Problem.of(NAME, "is empty").remedy("pipe a recording into it"));
      }
      return content;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Keeps a whole file in a temporary one, for what has to be looked at from both ends. */
  Path spooled() {
    Path file = null;
    try {
      file = Files.createTempFile("emodna-standard-input-", ".tmp");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      delete(file);
      throw new EmoDnaException(
          Problem.of(NAME, "can't be kept in a temporary file (" + e + ")")
              .remedy("make room there, or name another folder with -Djava.io.tmpdir=FOLDER"),
          e);
    }
  }

  /** Deletes a temporary file, or says that it is still there. */
  static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("warning: " + PathText.of(file) + ": can't be deleted (" + e + ")");
    }
  }

  private static EmoDnaException unreadable(IOException e) {
    return new EmoDnaException(Problem.of(NAME, "can't be read (" + e + ")"), e);
  }
}
