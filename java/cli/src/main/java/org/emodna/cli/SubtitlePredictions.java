package org.emodna.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/**
 * Subtitles of one recording, SubRip or WebVTT. A window speaks for the middle of itself, as long
 * as a hop; the first one also for what comes before, the last one for what comes after. Neighbours
 * of one emotion are one cue. Stretches without an emotion have none.
 */
final class SubtitlePredictions implements PredictionWriter {
  private final PrintStream out;
  private final boolean vtt;

  /** By channel. */
  private final Map<Integer, Cue> open = new TreeMap<>();

  private int written;

  /** What is said, and since when; it may go on. */
  private static final class Cue {
    private final int channel;
    private double from;
    private double to;
    private String emotion;
    private double confidence;
    private int windows;

    /** The latest window's. */
    private double middle = Double.NaN;

    private double end;

    Cue(int channel) {
      this.channel = channel;
    }
  }

  SubtitlePredictions(PrintStream out, boolean vtt) {
    this.out = out;
    this.vtt = vtt;
    if (vtt) {
      out.println("WEBVTT");
      out.println();
      out.flush();
    }
  }

  @Override
  public void recording(String file, Recognition recognition) {
    throw new IllegalStateException("subtitles are of windows");
  }

  @Override
  public void window(String file, WindowResult window) {
    Cue cue = open.computeIfAbsent(window.channel(), Cue::new);
    double middle = (window.from() + window.to()) / 2;
    // Half-way between the middles of two windows the second one takes over.
    double border = Double.isNaN(cue.middle) ? 0 : (cue.middle + middle) / 2;
    boolean judged = window.recognition().hasEmotion();
    String emotion = judged ? window.emotion() : null;
    cue.to = border;
    if (emotion == null || !emotion.equals(cue.emotion)) {
      write(cue);
      cue.from = border;
      cue.emotion = emotion;
      cue.confidence = 0;
      cue.windows = 0;
    }
    if (judged) {
      cue.confidence += window.confidence();
      cue.windows++;
    }
    cue.middle = middle;
    cue.end = window.to();
  }

  @Override
  public void windowsEnd(String file, StreamSummary summary) {
    writeOpen();
  }

  @Override
  public void windowsFailed(String file) {
    writeOpen();
  }

  private void writeOpen() {
    for (Cue cue : open.values()) {
      cue.to = cue.end;
      write(cue);
    }
    open.clear();
  }

  private void write(Cue cue) {
    if (cue.emotion == null || cue.to <= cue.from) {
      return;
    }
    written++;
    if (!vtt) {
      out.println(written);
    }
    out.println(time(cue.from) + " --> " + time(cue.to));
    String speaker = cue.channel == 0 ? "" : "channel " + cue.channel + ": ";
    out.printf(Locale.ROOT, "%s%s (%.2f)%n%n", speaker, cue.emotion, cue.confidence / cue.windows);
    out.flush();
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
