package org.emodna.recognition.output;

import static org.emodna.recognition.output.TextOutput.attempt;

import java.io.Writer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** Subtitles of one recording, SubRip or WebVTT, in the order of their beginnings. */
final class SubtitleResults implements RecognitionWriter {
  /**
   * Seconds by which one channel's windows may run ahead of another's: decoders hand on the
   * channels of at most 65,536 samples one after the other.
   */
  private static final double AHEAD = 10;

  private final Writer out;
  private final boolean vtt;
  private final boolean each;

  /** By channel. */
  private final Map<Integer, Track> tracks = new TreeMap<>();

  /** Complete, but something that began earlier may still come. */
  private final PriorityQueue<Subtitle> held =
      new PriorityQueue<>(
          Comparator.comparingDouble(Subtitle::from).thenComparingInt(Subtitle::channel));

  private String recording;
  private int written;

  private record Subtitle(int channel, double from, double to, String emotion, double confidence) {}

  /** What is said in one channel, and since when; it may go on. */
  private static final class Track {
    private double from;
    private String emotion;
    private double confidence;
    private int windows;

    /** The latest window's. */
    private double middle = Double.NaN;

    private double end;

    /** No subtitle to come begins before. */
    double least() {
      return emotion == null ? middle : from;
    }
  }

  SubtitleResults(Writer out, boolean vtt, ChannelChoice channels) {
    this.out = out;
    this.vtt = vtt;
    each = channels.kind() == ChannelChoice.Kind.EACH;
    if (vtt) {
      write("WEBVTT\n\n");
    }
  }

  @Override
  public void recording(String name, Recognition recognition) {
    throw new InvalidArgumentException(
        Problem.of(name, "is judged as a whole, and subtitles show windows")
            .remedy("recognise it in windows, or write JSON or CSV"));
  }

  @Override
  public void window(String name, WindowResult window) {
    require(name);
    Track track = tracks.computeIfAbsent(window.channel(), channel -> new Track());
    double middle = (window.from() + window.to()) / 2;
    // Half-way between the middles of two windows the second one takes over.
    double border = Double.isNaN(track.middle) ? 0 : (track.middle + middle) / 2;
    boolean judged = window.recognition().hasEmotion();
    String emotion = judged ? window.emotion() : null;
    if (emotion == null || !emotion.equals(track.emotion)) {
      hold(window.channel(), track, border);
      track.from = border;
      track.emotion = emotion;
      track.confidence = 0;
      track.windows = 0;
    }
    if (judged) {
      track.confidence += window.confidence();
      track.windows++;
    }
    track.middle = middle;
    track.end = window.to();
    release(window.from());
  }

  private void require(String name) {
    if (recording == null) {
      recording = name;
    } else if (!recording.equals(name)) {
      throw new InvalidArgumentException(
          Problem.of(name, "has no place in the subtitles of " + recording)
              .remedy("write those of each recording by themselves, or write JSON or CSV"));
    }
  }

  @Override
  public void ended(String name, StreamSummary summary, Optional<Problem> failure) {
    finish();
  }

  @Override
  public void failed(String name, Problem failure) {
    finish();
  }

  @Override
  public void close() {
    finish();
    attempt(out::close);
  }

  private void finish() {
    tracks.forEach((channel, track) -> hold(channel, track, track.end));
    tracks.clear();
    while (!held.isEmpty()) {
      write(held.poll());
    }
  }

  private void hold(int channel, Track track, double to) {
    if (track.emotion != null && to > track.from) {
      double confidence = track.confidence / track.windows;
      held.add(new Subtitle(channel, track.from, to, track.emotion, confidence));
    }
  }

  /**
   * Writes what nothing can come before any more.
   *
   * @param reached in seconds, by the channel that is ahead
   */
  private void release(double reached) {
    double least = tracks.values().stream().mapToDouble(Track::least).min().orElseThrow();
    while (!held.isEmpty()
        && held.peek().from() <= least
        && (!each || held.peek().to() + AHEAD <= reached)) {
      write(held.poll());
    }
  }

  private void write(Subtitle one) {
    written++;
    StringBuilder text = new StringBuilder();
    if (!vtt) {
      text.append(written).append('\n');
    }
    text.append(time(one.from())).append(" --> ").append(time(one.to())).append('\n');
    if (one.channel() > 0) {
      text.append("channel ").append(one.channel()).append(": ");
    }
    text.append(vtt ? escaped(one.emotion()) : one.emotion());
    write(text.append(String.format(Locale.ROOT, " (%.2f)\n\n", one.confidence())).toString());
  }

  private void write(String text) {
    attempt(
        () -> {
          out.write(text);
          out.flush();
        });
  }

  /** As WebVTT wants it, whose text has tags. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String time(double seconds) {
    long ms = Math.round(seconds * 1000);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%s%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        vtt ? "." : ",",
        ms % 1000);
  }
}
