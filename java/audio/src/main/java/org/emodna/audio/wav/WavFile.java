package org.emodna.audio.wav;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.AudioWarning.Kind;
import org.emodna.audio.content.ByteSource;
import org.emodna.audio.content.SlicedSource;
import org.emodna.base.Problem;

/**
 * A WAV file of any kind: RIFF, big-endian RIFX, RF64, BW64 or Wave64. FFmpeg misreads big-endian
 * samples as little-endian, packed ones as those in wider containers, and believes a length that
 * the writer could not know, so it sees only the data chunk.
 */
public final class WavFile {
  /** Codec data behind the usual fields is small; anything larger is a damaged size. */
  private static final int MOST_FORMAT = 1 << 16;

  /** From this many on, bytes that belong to no chunk are reported. */
  private static final int STRAY = 4096;

  /**
   * For a header, and for writers that round down to a page or to some power of two. A recording
   * whose true length is that close loses nothing; what follows its samples is heard, too.
   */
  private static final long PLACEHOLDER_SLACK = 1 << 20;

  private final String name;
  private final ByteSource source;
  private final List<AudioWarning> warnings = new ArrayList<>();
  private ByteOrder order;
  private String container;
  private WavFormat format;
  private byte[] formatChunk;
  private byte[] factChunk;
  private long wideLength = -1;
  private long dataFrom;
  private long stated;
  private long present;
  private boolean unknownLength;

  private WavFile(String name, ByteSource source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Reads the headers.
   *
   * @return null where the source is not a WAV file
   * @throws AudioException if it is one and can't be read as such
   */
  public static WavFile of(String name, ByteSource source) throws IOException {
    WavChunks chunks = WavChunks.of(name, source);
    if (chunks == null) {
      return null;
    }
    WavFile file = new WavFile(name, source);
    file.order = chunks.order();
    file.container = chunks.wave64() ? "w64" : "wav";
    file.read(chunks);
    return file;
  }

  private void read(WavChunks chunks) throws IOException {
    for (WavChunks.Chunk chunk; (chunk = chunks.next()) != null; chunks.skip(chunk)) {
      switch (chunk.id()) {
        case "fmt " -> readFormat(chunk);
        case "fact" -> factChunk = content(chunk, 4);
        case "ds64" -> wideLength = longAt(content(chunk, 16), 8);
        case "data" -> {
          readData(chunk);
          if (!source.forwardOnly()) {
            chunks.skip(dataFrom, present);
            readTail(chunks);
          }
          return;
        }
        case "LIST" -> {
          if (Arrays.equals(content(chunk, 4), "wavl".getBytes(StandardCharsets.US_ASCII))) {
            throw broken("keeps its samples in a 'wavl' list", "convert it");
          }
        }
        default -> {
          // Titles, cues and the like.
        }
      }
    }
    if (chunks.position() >= source.size()) {
      throw broken("ends before its 'data' chunk", "copy it again");
    }
    throw broken(
        "has no chunk at byte %,d, where one should begin, and no 'data' chunk before it"
            .formatted(chunks.position()),
        "convert or copy it again");
  }

  private void readFormat(WavChunks.Chunk chunk) throws IOException {
    byte[] content = content(chunk, MOST_FORMAT);
    if (content.length < chunk.length()) {
      throw broken("is damaged or cut short in its 'fmt ' chunk", "copy it again");
    }
    if (format != null && !Arrays.equals(content, formatChunk)) {
      throw broken("has two 'fmt ' chunks that differ", "convert it");
    }
    format = WavFormat.of(name, content, order);
    formatChunk = content;
  }

  private void readData(WavChunks.Chunk chunk) throws IOException {
    if (format == null) {
      throw broken("lacks a 'fmt ' chunk before its 'data' chunk", "convert it");
    }
    dataFrom = chunk.from();
    stated = chunk.length();
    boolean wide = stated == 0xFFFF_FFFFL && wideLength >= 0;
    if (wide) {
      stated = wideLength;
    }
    long left = Math.max(0, source.size() - dataFrom);
    present = Math.min(stated, left);
    if (source.forwardOnly()
        ? stated == 0 || !wide && isPlaceholder(stated)
        : stated == 0 && left > 0 && !onlyChunksFrom(dataFrom)) {
      unknownLength = true;
      present = left;
    }
    if (present == 0) {
      throw broken(
          stated == 0
              ? "has a 'data' chunk without a single sample"
              : "ends where its samples should begin",
          "copy it again");
    }
  }

  /**
   * Whether a length stands for "as many as there are", as writers to a pipe have it: 2^31 or 2^32
   * less one, a header's length or what makes it even. For what comes through a pipe; in a file the
   * size tells.
   */
  private static boolean isPlaceholder(long length) {
    return Math.abs(length - 0x8000_0000L) <= PLACEHOLDER_SLACK
        || length >= 0xFFFF_FFFFL - PLACEHOLDER_SLACK;
  }

  /** Whether from here to the end there are chunks and nothing else. */
  private boolean onlyChunksFrom(long place) throws IOException {
    WavChunks chunks = WavChunks.of(name, source);
    chunks.skip(place, 0);
    for (WavChunks.Chunk chunk; (chunk = chunks.next()) != null; chunks.skip(chunk)) {
      if (chunk.length() > source.size() - chunk.from()) {
        return false;
      }
    }
    return source.size() - chunks.position() < 8;
  }

  /** What follows the samples must not hold more of them. */
  private void readTail(WavChunks chunks) throws IOException {
    for (WavChunks.Chunk chunk; (chunk = chunks.next()) != null; chunks.skip(chunk)) {
      switch (chunk.id()) {
        case "data" -> throw broken("has more than one 'data' chunk", "convert it");
        case "RIFF", "RIFX", "RF64", "BW64", "riff" -> {
          warnings.add(
              new AudioWarning(
                  Kind.DECODER,
                  "another WAV file follows the first one at byte %,d, and was not read"
                      .formatted(chunk.from() - 8)));
          return;
        }
        default -> {
          // Titles, cues and the like.
        }
      }
    }
    long stray = source.size() - chunks.position();
    if (stray >= STRAY) {
      warnings.add(
          new AudioWarning(
              Kind.DECODER,
              "%,d bytes follow that belong to no chunk, and were not read; the 'data' chunk may state too small a length"
                  .formatted(stray)));
    }
  }

  private byte[] content(WavChunks.Chunk chunk, int most) throws IOException {
    return source.bytes(chunk.from(), (int) Math.min(chunk.length(), most));
  }

  private long longAt(byte[] content, int at) {
    return content.length < at + 8 ? -1 : ByteBuffer.wrap(content).order(order).getLong(at);
  }

  private AudioException broken(String reason, String remedy) {
    return new AudioException(Problem.of(name, reason).remedy(remedy));
  }

  public WavFormat format() {
    return format;
  }

  /** FFmpeg's name for the layout. */
  public String container() {
    return container;
  }

  /** Bytes of samples that are there. */
  public long present() {
    // Of what comes through a pipe, this is known at its end.
    return Math.min(present, Math.max(0, source.size() - dataFrom));
  }

  /** Bytes of samples that should be there; 0 if the header does not say. */
  public long stated() {
    return unknownLength ? 0 : stated;
  }

  /** What is odd about the file, apart from its length. */
  public List<AudioWarning> warnings() {
    return warnings;
  }

  /** The first samples. */
  byte[] firstSamples(int most) throws IOException {
    return source.bytes(dataFrom, (int) Math.min(most, present));
  }

  /** The samples alone, a whole number of frames. */
  public ByteSource samples(int frameBytes) {
    long there = present();
    return new SlicedSource(new byte[0], source, dataFrom, there - there % frameBytes);
  }

  /** The same file with nothing but its format and its samples, and their true length. */
  public ByteSource plain() {
    long there = present();
    int fact = factChunk != null && factChunk.length == 4 ? 12 : 0;
    int padded = formatChunk.length + (formatChunk.length & 1);
    ByteBuffer front = ByteBuffer.allocate(12 + 8 + padded + fact + 8).order(order);
    int length = (int) Math.min(there, 0xFFFF_FFFFL);
    front.put(
        (order == ByteOrder.BIG_ENDIAN ? "RIFX" : "RIFF").getBytes(StandardCharsets.US_ASCII));
    front.putInt((int) Math.min(there + front.capacity() - 8, 0xFFFF_FFFFL));
    front.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(formatChunk.length);
    front.put(formatChunk).position(20 + padded);
    if (fact > 0) {
      front.put("fact".getBytes(StandardCharsets.US_ASCII)).putInt(4).put(factChunk);
    }
    front.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(length);
    // GSM comes in blocks of an odd length, and some writers count the byte that evens it out.
    int block = format.tag() == WavFormat.GSM ? Math.max(1, format.frameBytes()) : 1;
    return new SlicedSource(front.array(), source, dataFrom, there - there % block);
  }
}
