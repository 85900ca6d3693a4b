package org.emodna.audio.agreement;

import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioClip;

/** Compares one file's samples, mixed to one channel, with those of others. */
final class Comparison {
  /** Half a step of a float just below 1: samples are kept as floats. */
  private static final double ROUNDING = 0x1p-24;

  private final DecodeCase one;
  private final List<Difference> differences = new ArrayList<>();

  Comparison(DecodeCase one) {
    this.one = one;
  }

  List<Difference> differences() {
    return differences;
  }

  private void add(String reference, String kind, String detail) {
    differences.add(new Difference(one.name(), reference, kind, detail));
  }

  void refused(String message) {
    add("itself", "refused", message.replaceAll(".*/", ""));
  }

  void itself(AudioClip clip) {
    if (one.exact()) {
      source(clip);
    }
    if (one.sound() && !clip.warnings().isEmpty()) {
      add("itself", "warning", clip.warnings().toString());
    }
  }

  private void source(AudioClip clip) {
    if (clip.sampleRate() != one.source().rate()) {
      add("source", "rate", clip.sampleRate() + " for " + one.source().rate());
    } else if (clip.channels() != one.source().channels()) {
      add("source", "channels", clip.channels() + " for " + one.source().channels());
    } else {
      samples("source", clip, one.source().mono(), 0);
    }
  }

  void ffmpeg(AudioClip clip, double[] interleaved) {
    samples("ffmpeg", clip, mono(interleaved, clip.channels()), one.tolerance());
  }

  void sndfile(AudioClip clip, Tools.Sndfile sndfile) {
    if (clip.sampleRate() != sndfile.rate()) {
      add("sndfile", "rate", clip.sampleRate() + " for " + sndfile.rate());
    } else if (clip.channels() != sndfile.channels()) {
      add("sndfile", "channels", clip.channels() + " for " + sndfile.channels());
    } else {
      double[] expected = mono(sndfile.samples(), sndfile.channels());
      if (clip.codec().startsWith("mp")) {
        fit(expected, clip.samples());
      }
      samples("sndfile", clip, expected, one.tolerance());
    }
  }

  /** libsndfile's tool scales MPEG audio to full scale, so it is compared up to a factor. */
  private static void fit(double[] expected, float[] samples) {
    double product = 0;
    double square = 0;
    for (int i = 0; i < Math.min(expected.length, samples.length); i++) {
      product += expected[i] * samples[i];
      square += expected[i] * expected[i];
    }
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= product / square;
    }
  }

  private static double[] mono(double[] interleaved, int channels) {
    double[] mono = new double[interleaved.length / channels];
    for (int i = 0; i < mono.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += interleaved[i * channels + c];
      }
      mono[i] = sum / channels;
    }
    return mono;
  }

  private void samples(String reference, AudioClip clip, double[] expected, double tolerance) {
    float[] samples = clip.samples();
    if (samples.length != expected.length) {
      add(reference, "length", samples.length + " for " + expected.length);
    }
    double worst = 0;
    for (int i = 0; i < Math.min(samples.length, expected.length); i++) {
      worst = Math.max(worst, Math.abs(samples[i] - expected[i]));
    }
    if (!(worst <= Math.max(tolerance, ROUNDING))) {
      add(reference, "samples", "differ by up to %.3g".formatted(worst));
    }
  }
}
