package org.emodna.recognition.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.SpeechRecognition;

/** What came of one channel's windows: smoothed as they come, and summed up. */
final class ChannelResults {
  private final int channel;
  private final int sampleRate;
  private final Smoothing smoothing;

  /** The classes; those of another model begin all sums anew. */
  private List<String> labels = List.of();

  /** The last windows' probabilities, for a mean. */
  private final Deque<float[]> last = new ArrayDeque<>();

  /** Sums with weights that halve, and when they were brought up to date. */
  private double[] fading = {};

  private double fadingWeight;
  private double fadingAt;

  private double[] weighted = {};
  private double[] plain = {};
  private long[] counts = {};
  private double speechSeconds;
  private long judged;
  private long windows;

  ChannelResults(int channel, int sampleRate, Smoothing smoothing) {
    this.channel = channel;
    this.sampleRate = sampleRate;
    this.smoothing = smoothing;
  }

  /** Adds a window's result; they come in the order of time. */
  synchronized WindowResult add(WindowCutter.Cut cut, WindowJudge.Judged judged) {
    SpeechRecognition result = judged.result();
    double from = (double) cut.from() / sampleRate;
    double to = (double) cut.to() / sampleRate;
    Recognition recognition = result.recognition();
    windows++;
    if (recognition.hasEmotion()) {
      see(recognition, result.speech().seconds(), from);
    }
    return new WindowResult(
        channel,
        cut.index(),
        from,
        to,
        result.speech().seconds(),
        recognition,
        judged.model(),
        smoothed(recognition));
  }

  private void see(Recognition recognition, double speech, double from) {
    List<String> names = List.copyOf(recognition.probabilities().keySet());
    if (!names.equals(labels)) {
      begin(names);
    }
    float[] values = new float[names.size()];
    int at = 0;
    for (float value : recognition.probabilities().values()) {
      values[at++] = value;
    }
    judged++;
    speechSeconds += speech;
    counts[names.indexOf(recognition.emotion())]++;
    for (int c = 0; c < values.length; c++) {
      weighted[c] += speech * values[c];
      plain[c] += values[c];
    }
    smooth(values, from);
  }

  private void begin(List<String> names) {
    labels = names;
    last.clear();
    fading = new double[names.size()];
    fadingWeight = 0;
    weighted = new double[names.size()];
    plain = new double[names.size()];
    counts = new long[names.size()];
    speechSeconds = 0;
    judged = 0;
  }

  private void smooth(float[] values, double from) {
    switch (smoothing.kind()) {
      case NONE -> {
        // Each window by itself.
      }
      case MEAN -> {
        if (last.size() == (int) smoothing.extent()) {
          last.removeFirst();
        }
        last.addLast(values);
      }
      case HALF_LIFE -> {
        double kept = Math.pow(0.5, (from - fadingAt) / smoothing.extent());
        for (int c = 0; c < values.length; c++) {
          fading[c] = fading[c] * kept + values[c];
        }
        fadingWeight = fadingWeight * kept + 1;
        fadingAt = from;
      }
    }
  }

  private Map<String, Float> smoothed(Recognition window) {
    return switch (smoothing.kind()) {
      case NONE -> window.probabilities();
      case MEAN -> mean();
      case HALF_LIFE -> named(fading, fadingWeight);
    };
  }

  private Map<String, Float> mean() {
    double[] sums = new double[labels.size()];
    for (float[] one : last) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += one[c];
      }
    }
    return named(sums, last.size());
  }

  private Map<String, Float> named(double[] sums, double weight) {
    Map<String, Float> named = new LinkedHashMap<>();
    if (weight > 0) {
      for (int c = 0; c < sums.length; c++) {
        named.put(labels.get(c), (float) (sums[c] / weight));
      }
    }
    return named;
  }

  /** All of it so far. */
  synchronized StreamSummary.Channel summary() {
    Map<String, Long> emotions = new LinkedHashMap<>();
    for (int c = 0; c < counts.length; c++) {
      emotions.put(labels.get(c), counts[c]);
    }
    boolean bySpeech = speechSeconds > 0;
    return new StreamSummary.Channel(
        channel,
        windows,
        judged,
        speechSeconds,
        named(bySpeech ? weighted : plain, bySpeech ? speechSeconds : judged),
        emotions);
  }

  /** Bytes that the smoothing holds, about. */
  synchronized long bytes() {
    return last.size() * (16L + 4L * labels.size())
        + Arrays.stream(new int[] {fading.length, weighted.length, plain.length, counts.length})
            .mapToLong(length -> 16 + 8L * length)
            .sum();
  }

  /** One for each channel that is judged. */
  static List<ChannelResults> all(StreamSettings settings, int channels, int sampleRate) {
    List<ChannelResults> all = new ArrayList<>();
    for (int i = 0; i < settings.channels().judged(channels); i++) {
      int channel =
          settings.channels().kind() == ChannelChoice.Kind.ONE ? settings.channels().channel() : i;
      all.add(new ChannelResults(channel, sampleRate, settings.smoothing()));
    }
    return all;
  }
}
