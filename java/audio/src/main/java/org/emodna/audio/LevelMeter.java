package org.emodna.audio;

import java.util.Arrays;

/**
 * Measures a recording as its samples go by: four bytes for every 20 ms, whatever the rate. A level
 * is the mean square about the mean, so that a constant is silence.
 */
public final class LevelMeter implements SampleSink {
  /** Frames a second. */
  static final int FRAMES = 50;

  /** Level of a frame without sound. */
  static final float NOTHING = -400;

  private final ClippingMeter clipping = new ClippingMeter();
  private float[] levels = new float[512];
  private int frames;
  private int sampleRate;
  private long count;
  private double peak;
  private double energy;

  /** Of the frame that is being filled. */
  private int filled;

  private double sum;
  private double squares;

  @Override
  public void add(float[] samples, int length, int rate) {
    sampleRate = rate;
    int frame = rate / FRAMES;
    clipping.add(samples, 0, length);
    for (int i = 0; i < length; ) {
      // A rate below that of frames has but one.
      int end = filled < frame ? Math.min(length, i + frame - filled) : length;
      filled += end - i;
      i = addToFrame(samples, i, end);
      if (filled == frame) {
        endFrame();
      }
    }
    count += length;
  }

  /** Adds the samples [from, to) to the frame that is being filled; returns {@code to}. */
  private int addToFrame(float[] samples, int from, int to) {
    double greatest = peak;
    double total = sum;
    double power = squares;
    for (int i = from; i < to; i++) {
      double sample = samples[i];
      double magnitude = Math.abs(sample);
      // What is not a number gets through too, and stays.
      if (!(magnitude <= greatest)) {
        greatest = Math.max(greatest, magnitude);
      }
      total += sample;
      power += sample * sample;
    }
    peak = greatest;
    sum = total;
    squares = power;
    return to;
  }

  private void endFrame() {
    if (frames == levels.length) {
      levels = Arrays.copyOf(levels, 2 * frames);
    }
    levels[frames++] = level();
    energy += squares;
    filled = 0;
    sum = 0;
    squares = 0;
  }

  private float level() {
    double mean = sum / filled;
    double power = squares / filled - mean * mean;
    // What is left of a constant by rounding is not sound.
    return power <= 1e-13 * squares / filled ? NOTHING : (float) (10 * Math.log10(power));
  }

  /** Samples seen so far. */
  public long count() {
    return count;
  }

  /** Sampling rate in Hz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Greatest magnitude of a sample; 1 is full scale. */
  public double peak() {
    return peak;
  }

  /** Root of the mean square of all samples; 1 is full scale. */
  public double rms() {
    return Math.sqrt((energy + squares) / count);
  }

  /** Share of the samples that are clipped, from 0 to 1. */
  public double clippedShare() {
    return (double) clipping.count() / count;
  }

  /** Level of each 20 ms in dB of full scale, a shorter rest included. */
  public float[] levels() {
    float[] all = Arrays.copyOf(levels, frames + (filled > 0 ? 1 : 0));
    if (filled > 0) {
      all[frames] = level();
    }
    return all;
  }
}
