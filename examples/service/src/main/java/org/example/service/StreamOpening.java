package org.example.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Arrays;
import java.util.Locale;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.Problem;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LeastSpeech;
import org.emodna.recognition.stream.Smoothing;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.Windows;

/**
 * The first message of a stream: what its samples are, and how they are to be judged. All but the
 * rate may be left out.
 *
 * @param rate samples a second of each channel, up to {@link #MOST_RATE}
 * @param channels interleaved, 1 or 2; 1
 * @param encoding {@code pcm16}, {@code pcm16-be}, {@code float32}, {@code mu-law} or {@code
 *     a-law}; {@code pcm16}
 * @param window length of a window in seconds, up to {@link #MOST_WINDOW}; 3
 * @param hop from one window to the next in seconds, from {@link #LEAST_HOP}; 1.5
 * @param leastSpeech seconds of speech that a window must have to be judged; 0
 * @param smoothing windows that probabilities are averaged over; 1
 * @param separate whether each channel is judged by itself; false
 */
record StreamOpening(
    int rate,
    Integer channels,
    String encoding,
    Double window,
    Double hop,
    Double leastSpeech,
    Integer smoothing,
    boolean separate) {
  /** What speech needs; at more, a stream takes more memory and gains nothing. */
  static final int MOST_RATE = 48_000;

  /** Seconds. A stream keeps its samples of a window. */
  static final double MOST_WINDOW = 15;

  /** Seconds. Each window costs the same: with a short hop a single stream could take a core. */
  static final double LEAST_HOP = 0.5;

  private static final ObjectReader READER =
      Server.JSON
          .readerFor(StreamOpening.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Reads the message.
   *
   * @throws Refusal if it is not JSON or asks for what is not to be had
   */
  static StreamOpening of(String message) {
    StreamOpening opening;
    try {
      opening = READER.readValue(message);
    } catch (JsonProcessingException e) {
      throw refused("is not understood (" + e.getOriginalMessage() + ")", example());
    }
    if (opening == null) {
      throw refused("is empty", example());
    }
    opening.check();
    return opening;
  }

  private void check() {
    if (rate > MOST_RATE) {
      throw refused(
          "has a rate of " + rate, "send at most %d samples a second".formatted(MOST_RATE));
    }
    if (or(channels, 1) > 2) {
      throw refused("has %d channels".formatted(channels), "send one or two");
    }
    if (or(window, 3.0) > MOST_WINDOW) {
      throw refused("has windows of %s s".formatted(window), "ask for at most " + MOST_WINDOW);
    }
    if (or(hop, 1.5) < LEAST_HOP) {
      throw refused("has a hop of %s s".formatted(hop), "ask for at least " + LEAST_HOP);
    }
  }

  /**
   * What is pushed.
   *
   * @throws org.emodna.base.InvalidArgumentException if a value is out of the library's range
   */
  StreamFormat format() {
    return new StreamFormat(rate, or(channels, 1), samples());
  }

  /** Bytes that its samples take in the service: a window of each channel that is judged. */
  long bytes() {
    int judged = separate ? or(channels, 1) : 1;
    return (long) Math.ceil(or(window, 3.0) * rate) * Float.BYTES * judged;
  }

  /** Bytes of a hop as they are sent. */
  int hopBytes() {
    double samples = Math.ceil(or(hop, 1.5) * rate) * or(channels, 1);
    return (int) Math.min(1 << 20, samples * samples().bytes());
  }

  private SampleEncoding samples() {
    String name = or(encoding, "pcm16").toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(SampleEncoding.values())
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "has samples of another encoding",
                    "send one of pcm16, pcm16-be, float32, mu-law, a-law"));
  }

  /** How it is judged; errors as of {@link #format()}. */
  StreamSettings settings() {
    int smoothed = or(smoothing, 1);
    return StreamSettings.standard()
        .withWindows(new Windows(or(window, 3.0), or(hop, 1.5)))
        .withLeastSpeech(LeastSpeech.ofSeconds(or(leastSpeech, 0.0)))
        .withSmoothing(smoothed == 1 ? Smoothing.none() : Smoothing.mean(smoothed))
        .withChannels(separate ? ChannelChoice.each() : ChannelChoice.mixed());
  }

  private static <T> T or(T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static Refusal refused(String reason, String remedy) {
    return Refusal.of(400, Problem.of("the first message", reason).remedy(remedy));
  }

  private static String example() {
    return "send JSON such as {\"rate\": 8000, \"encoding\": \"mu-law\"}";
  }
}
