package org.emodna.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.emodna.audio.content.ByteSource;
import org.emodna.audio.ffmpeg.AudioInput;
import org.emodna.audio.ffmpeg.DecoderSession;
import org.emodna.audio.ffmpeg.Ffmpeg;
import org.emodna.audio.ffmpeg.SourceIo;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Decodes audio of any container and codec that FFmpeg knows; of a video file, its best audio
 * stream. The content decides, not the name's ending.
 *
 * <p>FFmpeg never sees a path: it reads through callbacks from a file that this class has opened,
 * and every protocol is closed to it. So neither a name that looks like a URL nor a playlist can
 * make it open anything else. Thread-safe.
 */
public final class AudioDecoder {
  private final DecodeLimits limits;

  /** Makes a decoder with {@link DecodeLimits#standard()}. */
  public AudioDecoder() {
    this(DecodeLimits.standard());
  }

  /** Makes a decoder. */
  public AudioDecoder(DecodeLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a file.
   *
   * @param file a regular file on this machine
   * @throws AudioException naming the file, the cause and the remedy
   */
  public AudioClip decode(Path file) {
    return clip(sink -> decode(file, sink));
  }

  /** Decodes a file piece by piece, so that memory holds only what the sink keeps. */
  public Decoded decode(Path file, SampleSink sink) {
    return decode(file, session -> session.decode(sink));
  }

  /** Likewise each channel by itself. */
  public Decoded decodeChannels(Path file, ChannelSink sink) {
    return decode(file, session -> session.decode(sink));
  }

  /** What is done with a source that is open. */
  private interface Decoding {
    Decoded of(DecoderSession session) throws IOException;
  }

  private Decoded decode(Path file, Decoding decoding) {
    String name = PathText.of(file);
    requireReadable(file);
    try (ByteSource source = ByteSource.of(file)) {
      return decode(name, source, decoding);
    } catch (IOException e) {
      throw new AudioException(Problem.of(name, "can't be read (" + e + ")"), e);
    }
  }

  /**
   * Decodes a file, or passes on samples that are there already, piece by piece.
   *
   * @throws AudioException as {@link #decode(Path)}; also where a clip is longer than the limits
   *     allow
   */
  public Decoded decode(Sound sound, SampleSink sink) {
    if (sound instanceof Sound.InMemory memory) {
      requireLength(memory.clip());
      return SampleSource.of(memory.clip()).read(sink);
    }
    return decode(((Sound.InFile) sound).path(), sink);
  }

  /**
   * Checks that a clip is not longer than the limits allow.
   *
   * @throws AudioException if it is
   */
  public void requireLength(AudioClip clip) {
    double most = limits.maxSeconds();
    if (clip.seconds() > most) {
      throw new AudioException(
          Problem.of(
                  clip.source(),
                  "has %s of audio, more than the limit of %s"
                      .formatted(seconds(clip.seconds()), seconds(most)))
              .remedy("raise the limit (DecodeLimits.maxSeconds) or cut it"));
    }
    limits.requireSamples(clip.source(), clip.samples().length);
  }

  /** Checks that a regular file is there, may be read and is not over the limit. */
  public void requireReadable(Path file) {
    String name = PathText.of(file);
    if (!Files.exists(file)) {
      throw new AudioException(
          Problem.of(name, "there is no such file")
              .remedy("only files of this machine can be read"));
    }
    if (Files.isDirectory(file)) {
      throw new AudioException(
          Files.isReadable(file) && Files.isExecutable(file)
              ? Problem.of(name, "is a folder").remedy("give the files in it")
              : Problem.of(name, "is a folder that may not be read")
                  .remedy("change its permissions"));
    }
    if (!Files.isRegularFile(file)) {
      throw new AudioException(
          Problem.of(name, "is not a regular file").remedy("copy its content into one"));
    }
    if (!Files.isReadable(file)) {
      throw new AudioException(
          Problem.of(name, "may not be read").remedy("change its permissions"));
    }
    try {
      requireSize(name, Files.size(file));
    } catch (IOException e) {
      throw new AudioException(Problem.of(name, "can't be read (" + e + ")"), e);
    }
  }

  private void requireSize(String name, ByteSource source) {
    if (source.sizeKnown()) {
      requireSize(name, source.size());
    }
  }

  private void requireSize(String name, long size) {
    if (size == 0) {
      throw new AudioException(Problem.of(name, "is empty").remedy("copy it again"));
    }
    if (size > limits.maxBytes()) {
      throw new AudioException(
          Problem.of(
                  name,
                  "has %,d bytes, more than the limit of %,d".formatted(size, limits.maxBytes()))
              .remedy("raise the limit (DecodeLimits.maxBytes) if that is right"));
    }
  }

  /**
   * Decodes a file in memory.
   *
   * @param bytes its content; left as it is
   * @param name what messages call it
   * @throws AudioException naming the source, the cause and the remedy
   */
  public AudioClip decode(byte[] bytes, String name) {
    return clip(sink -> decode(bytes, name, sink));
  }

  /** Decodes a file in memory piece by piece, so that memory holds only what the sink keeps. */
  public Decoded decode(byte[] bytes, String name, SampleSink sink) {
    return decode(bytes, name, session -> session.decode(sink));
  }

  /** Likewise each channel by itself. */
  public Decoded decodeChannels(byte[] bytes, String name, ChannelSink sink) {
    return decode(bytes, name, session -> session.decode(sink));
  }

  private Decoded decode(byte[] bytes, String name, Decoding decoding) {
    try (ByteSource source = ByteSource.of(bytes)) {
      return decode(name, source, decoding);
    } catch (IOException e) {
      throw new AudioException(Problem.of(name, "can't be read (" + e + ")"), e);
    }
  }

  /**
   * Decodes what comes through a pipe or a socket, piece by piece as it comes. Formats that keep
   * something at their end that is needed first, such as MP4, are read to the end before, and kept
   * in a temporary file meanwhile.
   *
   * <p>The samples are those of the same bytes in a file, but for what only a file's end tells: an
   * MP3 keeps its encoder's padding (up to 3,455 samples more), and ID3v1 and APE tags behind MP3,
   * AAC, AC-3 or FLAC reach the decoder, which may warn of them.
   *
   * @param in an audio file's bytes; left open, and read to the end unless the sink is full, it
   *     can't be decoded, or it is a WAV file whose samples end before
   * @param name what messages call it
   * @throws AudioException naming the source, the cause and the remedy
   */
  public Decoded decode(InputStream in, String name, SampleSink sink) {
    return decode(in, name, session -> session.decode(sink));
  }

  /** Likewise each channel by itself. */
  public Decoded decodeChannels(InputStream in, String name, ChannelSink sink) {
    return decode(in, name, session -> session.decode(sink));
  }

  private Decoded decode(InputStream in, String name, Decoding decoding) {
    try (ByteSource source = ByteSource.of(name, in, limits.maxBytes())) {
      Decoded decoded = decode(name, source, decoding);
      // Of what is still to come, nobody knew how much it is.
      requireSize(name, source);
      return decoded;
    } catch (IOException e) {
      throw new AudioException(Problem.of(name, "can't be read (" + e + ")"), e);
    }
  }

  private static AudioClip clip(SampleSource source) {
    SampleStore store = SampleStore.all(Integer.MAX_VALUE - 16);
    Decoded decoded = source.read(store);
    if (store.overflown()) {
      throw new AudioException(
          Problem.of(decoded.source(), "has more samples than an array holds")
              .remedy("cut the file"));
    }
    return new AudioClip(
        store.samples(),
        decoded.sampleRate(),
        decoded.channels(),
        decoded.source(),
        decoded.warnings(),
        decoded.container(),
        decoded.codec());
  }

  /**
   * Decodes a file for what its samples say as a whole; they are not kept.
   *
   * @param file a regular file on this machine
   * @return its length, format and levels
   * @throws AudioException naming the file, the cause and the remedy
   */
  public AudioSummary summarise(Path file) {
    return summarise(Sound.of(file));
  }

  /**
   * Likewise of a file or of samples that are there already.
   *
   * @throws AudioException naming the file or the clip's source, the cause and the remedy
   */
  public AudioSummary summarise(Sound sound) {
    LevelMeter meter = new LevelMeter();
    Decoded decoded = decode(sound, meter);
    if (!Double.isFinite(meter.rms())) {
      // A clip whose samples were changed after it was made.
      throw new AudioException(
          Problem.of(decoded.source(), "has a sample that is not a number").remedy("repair it"));
    }
    return new AudioSummary(
        decoded.seconds(),
        decoded.sampleRate(),
        decoded.channels(),
        decoded.container(),
        decoded.codec(),
        meter.peak(),
        meter.rms(),
        meter.clippedShare(),
        decoded.warnings());
  }

  /** How much a file may hold. */
  public DecodeLimits limits() {
    return limits;
  }

  private Decoded decode(String name, ByteSource source, Decoding decoding) throws IOException {
    requireSize(name, source);
    AudioInput input = AudioInput.of(name, source, limits);
    Ffmpeg.require(name);
    Ffmpeg.startLog();
    try (SourceIo io = new SourceIo(input.source())) {
      // WAV and the like are known after one packet, and probing on would take ten times as long
      // as decoding. What shows its streams only later (AVI, transport streams) is probed again.
      for (boolean quick : new boolean[] {true, false}) {
        try (DecoderSession session = new DecoderSession(input, io, quick)) {
          if (session.open()) {
            return decoding.of(session);
          }
        }
        io.rewind();
      }
      throw new AudioException(
          Problem.of(name, "holds no audio stream").remedy("give a file with sound"));
    } finally {
      Ffmpeg.endLog();
    }
  }

  /** A length for people, in seconds or hours. */
  public static String seconds(double seconds) {
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
  }
}
