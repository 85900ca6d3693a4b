package org.emodna.model;

import org.emodna.base.Check;

/**
 * How TIM-Net gets from frames to z.
 *
 * @param pooling what is taken over time
 * @param turnBack whether the second stream, which runs from the end, is turned back before it is
 *     added to the first; with {@link Kind#STATISTICS} alone, since a mean does not tell
 * @param width values of z; 0 = as many as channels, the only choice with {@link Kind#MEAN}
 * @param pooledDropout rate of the dropout of what was pooled; with {@link Kind#STATISTICS} alone
 */
public record TimNetPooling(Kind pooling, boolean turnBack, int width, float pooledDropout) {
  /** Of BatchNorm over what is pooled. */
  public static final float STATISTICS_EPSILON = 1e-5f;

  /** What is added to a variance before its root is taken. */
  public static final float VARIANCE_FLOOR = 1e-5f;

  /** What is taken over time. */
  public enum Kind {
    /** z is the mean of the stages' weighted sum. */
    MEAN,
    /**
     * Mean and deviation of the stages' weighted sum; BatchNorm, dropout and a linear layer follow.
     */
    STATISTICS
  }

  /**
   * Demands a width from 0 to 4096, 0 with a pooling other than STATISTICS; and a dropout from 0 to
   * 0.95.
   *
   * @throws org.emodna.base.ConfigException that names the setting that is out of range
   */
  public TimNetPooling {
    Check.range(width, 0, 4096, "encoder.width");
    Check.that(
        pooling == Kind.STATISTICS || width == 0,
        "encoder.width",
        "is " + width + ", but with encoder.pooling mean z has one value a channel",
        "set it to 0, or encoder.pooling to statistics");
    Check.real(pooledDropout, 0, 0.95, "encoder.pooled-dropout");
  }

  /** As TIM-Net was released. */
  public static TimNetPooling mean() {
    return new TimNetPooling(Kind.MEAN, true, 0, 0.5f);
  }

  /** Mean and deviation, to as many values as there are channels. */
  public static TimNetPooling statistics() {
    return new TimNetPooling(Kind.STATISTICS, true, 0, 0.5f);
  }

  /** With or without turning the second stream back. */
  public TimNetPooling withTurnBack(boolean value) {
    return new TimNetPooling(pooling, value, width, pooledDropout);
  }

  /** With another width of z. */
  public TimNetPooling withWidth(int value) {
    return new TimNetPooling(pooling, turnBack, value, pooledDropout);
  }

  /** With another rate of dropout. */
  public TimNetPooling withPooledDropout(float value) {
    return new TimNetPooling(pooling, turnBack, width, value);
  }

  boolean isStatistics() {
    return pooling == Kind.STATISTICS;
  }
}
