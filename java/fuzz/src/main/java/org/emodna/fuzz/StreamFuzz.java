package org.emodna.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.EmoDnaException;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LeastSpeech;
import org.emodna.recognition.stream.Smoothing;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;
import org.emodna.recognition.stream.Windows;

/**
 * Any samples pushed in any way are judged, or refused by one error that leaves the stream open.
 */
public final class StreamFuzz {
  private static final int[] RATES = {1000, 8000, 11_025, 768_000};

  private static Recognizer recognizer;

  private StreamFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Path model =
        Path.of(System.getProperty("emodna.fuzz.inputs")).resolveSibling("Model").resolve("small");
    recognizer = Recognizer.builder().device(DeviceChoice.of("cpu")).threads(1).load(model);
    Expected.warmUp(StreamFuzz::fuzzerTestOneInput);
  }

  /**
   * Pushes an input.
   *
   * @param input six bytes of format and settings, then pieces: what to do with how many bytes, and
   *     those bytes
   */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuffer in = ByteBuffer.wrap(input);
    if (in.remaining() < 6) {
      return;
    }
    SampleEncoding encoding = SampleEncoding.values()[number(in) % SampleEncoding.values().length];
    StreamFormat format =
        new StreamFormat(RATES[number(in) % RATES.length], 1 + number(in) % 3, encoding);
    List<WindowResult> results = new ArrayList<>();
    try (SpeechStream stream =
        recognizer.open(format, settings(in, format.channels()), results::add)) {
      long bytes = 0;
      while (in.hasRemaining()) {
        bytes += push(stream, in, input);
      }
      StreamSummary summary = stream.end();
      check(summary, results);
      long frames = Math.round(summary.seconds() * format.sampleRate());
      if (bytes < frames * format.frameBytes()) {
        throw new AssertionError(frames + " frames of " + bytes + " bytes");
      }
    }
  }

  private static int number(ByteBuffer in) {
    return in.get() & 0xFF;
  }

  private static StreamSettings settings(ByteBuffer in, int channels) {
    int choice = number(in);
    int windows = number(in);
    int rest = number(in);
    return StreamSettings.standard()
        .withChannels(
            switch (choice % 3) {
              case 0 -> ChannelChoice.mixed();
              case 1 -> ChannelChoice.each();
              default -> ChannelChoice.one(choice / 3 % channels);
            })
        .withWindows(new Windows(0.1 + 0.05 * (windows % 16), 0.05 + 0.05 * (windows / 16)))
        .withSmoothing(
            switch (rest % 3) {
              case 0 -> Smoothing.none();
              case 1 -> Smoothing.mean(1 + rest / 6);
              default -> Smoothing.halfLife(0.01 + rest);
            })
        .withLeastSpeech(rest % 2 == 0 ? LeastSpeech.none() : LeastSpeech.ofShare(0.2));
  }

  /** Pushes a piece in one of the ways that there are; the bytes that were offered. */
  private static long push(SpeechStream stream, ByteBuffer in, byte[] input) {
    int way = number(in);
    int count = Math.min(in.remaining(), in.hasRemaining() ? 8 * number(in) : 0);
    byte[] piece = new byte[Math.min(count, in.remaining())];
    in.get(piece);
    int size = stream.format().encoding().bytes();
    try {
      switch (way % 6) {
        case 0 -> stream.push(piece);
        case 1 -> stream.push(ByteBuffer.wrap(piece).asReadOnlyBuffer());
        case 2 -> stream.push(new ByteArrayInputStream(piece));
        case 3 -> {
          short[] samples = new short[piece.length / 2];
          ByteBuffer.wrap(piece).asShortBuffer().get(samples);
          stream.push(samples);
          return (long) samples.length * size;
        }
        case 4 -> {
          float[] samples = new float[piece.length / 4];
          ByteBuffer.wrap(piece).asFloatBuffer().get(samples);
          stream.push(samples);
          return (long) samples.length * size;
        }
        default -> stream.push(piece, piece.length / 3, piece.length / 2);
      }
    } catch (EmoDnaException expected) {
      Expected.message(expected, "stream", input);
      if (stream.isClosed()) {
        throw new AssertionError("closed by what was refused", expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return piece.length;
  }

  private static void check(StreamSummary summary, List<WindowResult> results) {
    long windows = 0;
    for (StreamSummary.Channel channel : summary.channels()) {
      windows += channel.windows();
    }
    if (windows != results.size()) {
      throw new AssertionError(windows + " windows, and results of " + results.size());
    }
    for (WindowResult one : results) {
      boolean own = one.recognition().hasEmotion();
      if (own != (one.emotion() != null)
          || own && !(one.confidence() > 0 && one.confidence() <= 1.001f)
          || !(one.from() < one.to() && one.to() <= summary.seconds() + 1e-9)) {
        throw new AssertionError("a window that can't be: " + one);
      }
    }
  }
}
