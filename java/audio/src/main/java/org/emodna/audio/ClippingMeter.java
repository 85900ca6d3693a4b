package org.emodna.audio;

/**
 * Counts clipped samples: those in runs of three or more that lie at or beyond full scale (0.9999),
 * or, where the recording doesn't reach that, at its own greatest or least value if that is at
 * least 0.95. That is for 8-bit and telephone samples (G.711), whose greatest values lie below full
 * scale. At full scale a single sample in between does not end a run, because audio that was
 * clipped and then resampled rings there. A recording that goes beyond 4 is in other units and is
 * not judged.
 */
final class ClippingMeter {
  private static final int RUN = 3;
  private static final float FULL = 0.9999f;
  private static final float NEARLY = 0.95f;
  private static final float OTHER_UNITS = 4;

  private final Runs beyond = new Runs(1);
  private final Runs top = new Runs(0);
  private final Runs bottom = new Runs(0);
  private float greatest = NEARLY;
  private float least = -NEARLY;

  /** Whether no run is under way, so that a sample which starts none changes nothing. */
  private boolean resting = true;

  /** Lengths of runs; all samples of a run count once it is long enough. */
  private static final class Runs {
    private final int mostBetween;
    private long counted;
    private long current;
    private int between;

    /**
     * @param mostBetween how many samples outside the run may lie between two inside
     */
    Runs(int mostBetween) {
      this.mostBetween = mostBetween;
    }

    void see(boolean in) {
      if (!in) {
        current = ++between > mostBetween ? 0 : current;
        return;
      }
      between = 0;
      current++;
      if (current == RUN) {
        counted += RUN;
      } else if (current > RUN) {
        counted++;
      }
    }

    void restart() {
      counted = 0;
      current = 0;
    }
  }

  /** Counts the samples [from, to). */
  void add(float[] samples, int from, int to) {
    for (int i = from; i < to; i++) {
      // Nearly all samples of nearly all recordings; a level is measured for every file.
      if (resting && Math.abs(samples[i]) < NEARLY) {
        continue;
      }
      add(samples[i]);
      resting = beyond.current == 0 && top.current == 0 && bottom.current == 0;
    }
  }

  private void add(float sample) {
    beyond.see(Math.abs(sample) >= FULL);
    if (sample > greatest) {
      greatest = sample;
      top.restart();
    }
    if (sample < least) {
      least = sample;
      bottom.restart();
    }
    top.see(sample >= greatest);
    bottom.see(sample <= least);
  }

  /** Clipped samples so far. */
  long count() {
    if (greatest > OTHER_UNITS || least < -OTHER_UNITS) {
      return 0;
    }
    return beyond.counted
        + (greatest < FULL ? top.counted : 0)
        + (least > -FULL ? bottom.counted : 0);
  }
}
