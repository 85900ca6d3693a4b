package org.emodna.audio;

import java.util.Arrays;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * How much of a recording became features, and what is in it. Levels are taken over 20 ms, in dB of
 * full scale. <em>Sound</em> is what is louder than {@link #SILENCE_DB}. <em>Speech</em>, by a
 * criterion of energy alone, is sound at most {@link #RANGE_DB} below the level that the loudest
 * 0.1 s of the recording reach; so music and noise count, too, and a single click moves nothing.
 *
 * @param seconds of the recording
 * @param usedFrom where the part that became features begins, in seconds
 * @param usedTo where it ends
 * @param soundSeconds sound in the used part
 * @param speechShare share of the used part that is speech, 0 to 1
 * @param unusedSpeechSeconds speech outside the used part
 * @param clippedShare share of the recording's samples that are clipped, 0 to 1: three or more
 *     behind one another, or with one sample between two of them, at or beyond full scale (0.9999);
 *     or three behind one another at the recording's own extreme where that lies between 0.95 and
 *     full scale
 * @param loudestDb the loudest 20 ms of the used part; -400 where every sample is the same
 */
public record SignalQuality(
    double seconds,
    double usedFrom,
    double usedTo,
    double soundSeconds,
    double speechShare,
    double unusedSpeechSeconds,
    double clippedShare,
    double loudestDb) {
  /** Anything as quiet as this is silence: three steps of 16-bit samples. */
  public static final double SILENCE_DB = -80;

  /** Speech is at most this much quieter than the loudest. */
  public static final double RANGE_DB = 40;

  /** Less unused speech than this is an edge of the used part. */
  private static final double CROPPED_SECONDS = 0.2;

  /** Frames whose quietest sets the reference: 0.1 s. */
  private static final int LOUDEST = 5;

  /** Checks that they are numbers. */
  public SignalQuality {
    double sum =
        seconds
            + usedFrom
            + usedTo
            + soundSeconds
            + speechShare
            + unusedSpeechSeconds
            + clippedShare
            + loudestDb;
    if (!Double.isFinite(sum) || seconds < 0 || usedTo < usedFrom) {
      throw new InvalidArgumentException(
          Problem.of(
              "a recording of " + seconds + " s",
              "can't have %s to %s s used".formatted(usedFrom, usedTo)));
    }
  }

  /** Of a recording that was measured, of which a part was used. */
  public static SignalQuality of(LevelMeter meter, double usedFrom, double usedTo) {
    float[] levels = meter.levels();
    double seconds = (double) meter.count() / meter.sampleRate();
    double frame = (double) (meter.sampleRate() / LevelMeter.FRAMES) / meter.sampleRate();
    double speechLevel = Math.max(SILENCE_DB, reference(levels) - RANGE_DB);
    double sound = 0;
    double speech = 0;
    double unused = 0;
    double loudest = LevelMeter.NOTHING;
    for (int i = 0; i < levels.length; i++) {
      double begin = i * frame;
      double end = Math.min(begin + frame, seconds);
      double inside = Math.max(0, Math.min(end, usedTo) - Math.max(begin, usedFrom));
      if (inside > 0) {
        loudest = Math.max(loudest, levels[i]);
      }
      if (levels[i] > SILENCE_DB) {
        sound += inside;
      }
      if (levels[i] > SILENCE_DB && levels[i] >= speechLevel) {
        speech += inside;
        unused += end - begin - inside;
      }
    }
    double used = usedTo - usedFrom;
    return new SignalQuality(
        seconds,
        usedFrom,
        usedTo,
        sound,
        used > 0 ? Math.min(1, speech / used) : 0,
        unused,
        meter.clippedShare(),
        loudest);
  }

  private static double reference(float[] levels) {
    float[] sorted = levels.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? LevelMeter.NOTHING : sorted[Math.max(0, sorted.length - LOUDEST)];
  }

  /**
   * How much became features.
   *
   * @return seconds
   */
  public double secondsUsed() {
    return usedTo - usedFrom;
  }

  /**
   * Whether speech was left out that could have been used.
   *
   * @return true from 0.2 s of it on
   */
  public boolean cropped() {
    return unusedSpeechSeconds >= CROPPED_SECONDS;
  }
}
