package org.emodna.objective;

/**
 * A value that a term logs in every step. The log of a run keeps each one's mean over an epoch; the
 * line for people shows what the term says here.
 *
 * @param name in the log, such as "decoupling" or "threshold.anger"
 * @param shown whether and how people see it
 * @param caption what stands before it for people; values that are shown as a mean under one
 *     caption are put together
 */
public record LoggedValue(String name, Shown shown, String caption) {
  /** How people see a value. The line shows the kinds in this order. */
  public enum Shown {
    /** As it is, with three decimals. */
    LOSS("%.3f", ""),
    /** The mean of all values of its caption, with two decimals. */
    MEAN("%.2f", ""),
    /** A share of 1, in percent. */
    SHARE("%.0f", " %"),
    /** Not at all: it is for programs. */
    HIDDEN("", "");

    private final String format;
    private final String unit;

    Shown(String format, String unit) {
      this.format = format;
      this.unit = unit;
    }

    /** Of a number in the line. */
    public String format() {
      return format;
    }

    /** What stands behind the number. */
    public String unit() {
      return unit;
    }
  }

  /** The value of a loss, shown under its name. */
  public static LoggedValue loss(String name) {
    return new LoggedValue(name, Shown.LOSS, name);
  }

  /** One of several values of which people see the mean. */
  public static LoggedValue mean(String name, String caption) {
    return new LoggedValue(name, Shown.MEAN, caption);
  }

  /** A share of 1, shown in percent. */
  public static LoggedValue share(String name) {
    return new LoggedValue(name, Shown.SHARE, name);
  }

  /** A value for programs alone. */
  public static LoggedValue hidden(String name) {
    return new LoggedValue(name, Shown.HIDDEN, name);
  }
}
