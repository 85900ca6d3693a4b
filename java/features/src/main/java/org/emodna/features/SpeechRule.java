package org.emodna.features;

import java.util.Arrays;
import org.emodna.audio.SignalQuality;

/**
 * Which frames of 20 ms are speech. A frame <em>sounds</em> if it is louder than {@link
 * SignalQuality#SILENCE_DB} and at most {@link SignalQuality#RANGE_DB} below the loudest 0.1 s. It
 * is <em>voiced</em> if it sounds and has an F0, in a run of {@link #LEAST_RUN} such frames at
 * least, and if that F0 moves as a voice's does: one that stays within 18 hundredths of a semitone
 * for 0.1 s, or within 60 for 0.2 s, is a tone. <em>Speech</em> is what is voiced, and what sounds
 * and is at most {@link #REACH} frames from it, as the consonants and short pauses of words.
 */
final class SpeechRule {
  /** Frames a second. */
  static final int FRAMES = 50;

  /** A shorter run of frames with an F0 is chance: noise has such. */
  static final int LEAST_RUN = 3;

  /**
   * In so many frames a voice moves by so many hundredths of a semitone at least: in 98 % of
   * stretches of EMODB and CASIA it is twice as much or more. The longer one is for tones in noise.
   */
  private static final int[][] STEADY = {{5, 18}, {10, 60}};

  /** How far from voice a sound still belongs to it: 0.2 s. */
  static final int REACH = 10;

  private static final int LOUDEST = 5;

  private SpeechRule() {}

  /** Frames that sound. */
  static boolean[] sounding(float[] levels) {
    float[] sorted = levels.clone();
    Arrays.sort(sorted);
    double reference = sorted[Math.max(0, sorted.length - LOUDEST)];
    double least = Math.max(SignalQuality.SILENCE_DB, reference - SignalQuality.RANGE_DB);
    boolean[] sounding = new boolean[levels.length];
    for (int i = 0; i < levels.length; i++) {
      sounding[i] = levels[i] > SignalQuality.SILENCE_DB && levels[i] >= least;
    }
    return sounding;
  }

  /**
   * Frames of a voice.
   *
   * @param f0 in Hz, 0 where there is none
   */
  static boolean[] voiced(float[] f0, boolean[] sounding) {
    boolean[] voiced = new boolean[f0.length];
    for (int i = 0; i < f0.length; i++) {
      voiced[i] = sounding[i] && f0[i] > 0;
    }
    boolean[] tone = new boolean[f0.length];
    for (int[] steady : STEADY) {
      for (int from = 0; from + steady[0] <= f0.length; from++) {
        if (cents(f0, voiced, from, from + steady[0]) <= steady[1]) {
          Arrays.fill(tone, from, from + steady[0], true);
        }
      }
    }
    for (int i = 0; i < f0.length; i++) {
      voiced[i] &= !tone[i];
    }
    dropShortRuns(voiced);
    return voiced;
  }

  /** How far F0 goes in frames [from, to); infinitely where one is not voiced. */
  private static double cents(float[] f0, boolean[] voiced, int from, int to) {
    float least = Float.MAX_VALUE;
    float greatest = 0;
    for (int i = from; i < to; i++) {
      if (!voiced[i]) {
        return Double.POSITIVE_INFINITY;
      }
      least = Math.min(least, f0[i]);
      greatest = Math.max(greatest, f0[i]);
    }
    return 1200 * Math.log(greatest / least) / Math.log(2);
  }

  private static void dropShortRuns(boolean[] frames) {
    for (int from = 0; from < frames.length; ) {
      int to = from;
      while (to < frames.length && frames[to]) {
        to++;
      }
      if (to - from < LEAST_RUN) {
        Arrays.fill(frames, from, to, false);
      }
      from = to + 1;
    }
  }

  /** Frames of speech. */
  static boolean[] speech(boolean[] voiced, boolean[] sounding) {
    boolean[] speech = new boolean[voiced.length];
    int last = Integer.MIN_VALUE / 2;
    for (int i = 0; i < voiced.length; i++) {
      last = voiced[i] ? i : last;
      speech[i] = sounding[i] && i - last <= REACH;
    }
    int next = Integer.MAX_VALUE / 2;
    for (int i = voiced.length - 1; i >= 0; i--) {
      next = voiced[i] ? i : next;
      speech[i] |= sounding[i] && next - i <= REACH;
    }
    return speech;
  }

  static boolean any(boolean[] frames) {
    return count(frames) > 0;
  }

  static int count(boolean[] frames) {
    int count = 0;
    for (boolean one : frames) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
