package org.emodna.corpus.manifest;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.emodna.corpus.CorpusException;

/**
 * A manifest's text, line by line. It is UTF-8, or UTF-16 with a byte order mark; bytes that are
 * not text become U+FFFD, so that only their row is lost. Lines end with LF, CR LF or CR.
 */
final class ManifestText implements Closeable {
  /** Stands for bytes that are not UTF-8. */
  static final char NO_TEXT = '\uFFFD';

  private static final int HEAD_BYTES = 4096;

  /** A line without its end; of a line that is too long only the beginning is kept. */
  record Line(long number, String text) {
    boolean tooLong() {
      return text.length() > ManifestLimits.LINE_CHARS;
    }
  }

  private final Reader reader;
  private final char[] buffer = new char[1 << 14];
  private int at;
  private int filled;
  private long lines;
  private boolean afterReturn;
  private final Deque<Line> returned = new ArrayDeque<>();

  private ManifestText(Reader reader) {
    this.reader = reader;
  }

  static ManifestText open(Path file) throws IOException {
    long size = Files.size(file);
    if (size > ManifestLimits.FILE_BYTES) {
      throw new CorpusException("manifest %s: %d bytes are too many".formatted(file, size));
    }
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      bytes.mark(HEAD_BYTES);
      byte[] head = bytes.readNBytes(HEAD_BYTES);
      bytes.reset();
      String hex = HexFormat.of().formatHex(head, 0, Math.min(4, head.length));
      refuseOtherFormats(file, hex, head);
      Charset charset = StandardCharsets.UTF_8;
      if (hex.startsWith("efbbbf")) {
        bytes.skipNBytes(3);
      } else if (hex.startsWith("fffe") || hex.startsWith("feff")) {
        bytes.skipNBytes(2);
        charset = hex.startsWith("fffe") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      }
      return new ManifestText(
          new InputStreamReader(
              bytes,
              charset
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPLACE)
                  .onUnmappableCharacter(CodingErrorAction.REPLACE)));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static void refuseOtherFormats(Path file, String hex, byte[] head) {
    String what = null;
    if (hex.equals("fffe0000") || hex.equals("0000feff")) {
      what = "is UTF-32; save it as UTF-8";
    } else if (hex.startsWith("504b0304") || hex.equals("d0cf11e0")) {
      what = "is not a text file but a spreadsheet or an archive; export it as CSV in UTF-8";
    } else if (hex.startsWith("1f8b")) {
      what = "is compressed by gzip; unpack it";
    } else if (hex.equals("50415231")) {
      what = "is a Parquet file; export it as CSV or JSONL";
    } else if (!hex.startsWith("fffe") && !hex.startsWith("feff") && mostlyZeros(head)) {
      what = "is UTF-16 without a byte order mark, or not a text file; save it as UTF-8";
    }
    if (what != null) {
      throw new CorpusException("manifest " + file + ": " + what);
    }
  }

  private static boolean mostlyZeros(byte[] head) {
    int zeros = 0;
    for (byte one : head) {
      zeros += one == 0 ? 1 : 0;
    }
    return head.length >= 8 && zeros > head.length / 3;
  }

  /** The next line, or null at the end. */
  Line next() throws IOException {
    if (!returned.isEmpty()) {
      return returned.pop();
    }
    StringBuilder line = new StringBuilder();
    boolean any = false;
    for (int c = read(); c >= 0; c = read()) {
      if (c == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = c == '\r';
      any = true;
      if (c == '\n' || c == '\r') {
        return new Line(++lines, line.toString());
      }
      if (line.length() <= ManifestLimits.LINE_CHARS) {
        line.append((char) c);
      }
    }
    return any ? new Line(++lines, line.toString()) : null;
  }

  /** Gives a line back, which is the next one then. */
  void giveBack(Line line) {
    returned.push(line);
  }

  /** All characters from here on, for another parser. Nothing may be given back after that. */
  Reader rest() {
    StringBuilder again = new StringBuilder();
    returned.forEach(line -> again.append(line.text()).append('\n'));
    returned.clear();
    return new Reader() {
      private int replayed;

      @Override
      public int read(char[] into, int from, int length) throws IOException {
        if (replayed < again.length()) {
          int count = Math.min(length, again.length() - replayed);
          again.getChars(replayed, replayed + count, into, from);
          replayed += count;
          return count;
        }
        if (at == filled && !fill()) {
          return -1;
        }
        int count = Math.min(length, filled - at);
        System.arraycopy(buffer, at, into, from, count);
        at += count;
        return count;
      }

      @Override
      public void close() {}
    };
  }

  private int read() throws IOException {
    return at < filled || fill() ? buffer[at++] : -1;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, reader.read(buffer, 0, buffer.length));
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
