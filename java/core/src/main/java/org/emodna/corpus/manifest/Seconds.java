package org.emodna.corpus.manifest;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as tables write it: {@code 2.1}, {@code 0,25}, {@code 2.1 s}, {@code 2100 ms}, {@code
 * 00:00:02.1}, {@code 0 days 00:00:02.100000} (pandas), {@code PT2.1S}.
 */
final class Seconds {
  private static final String NUMBER = "([0-9]{1,12}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})";
  private static final Pattern PLAIN =
      Pattern.compile("\\+?" + NUMBER + "(e[+-]?[0-9]{1,2})?\\s*([a-z]*)");
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?:([0-9]{1,4})\\s*days?,?\\s*)?\\+?(?:([0-9]{1,4}):)?([0-9]{1,4}):" + NUMBER);
  private static final Pattern DAYS = Pattern.compile("([0-9]{1,4})\\s*days?");
  private static final Pattern ISO = Pattern.compile("pt(?:([0-9]{1,4})m)?(?:" + NUMBER + "s)?");
  private static final Pattern DATE =
      Pattern.compile("[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}\\b.*");

  private Seconds() {}

  /** Whether a text says that there is no time. */
  static boolean missing(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "", "-", "?", "nan", "nat", "na", "n/a", "none", "null", "<na>", "unknown" -> true;
      default -> false;
    };
  }

  /** Whether a text is a date, not a time within a recording. */
  static boolean isDate(String text) {
    return DATE.matcher(text.strip()).matches();
  }

  /**
   * The seconds that a text means.
   *
   * @param milliseconds whether a plain number is in milliseconds
   * @return 0 or more, finite; empty if the text is not understood
   */
  static Optional<Double> parse(String text, boolean milliseconds) {
    // Arithmetic leaves -0.0, which is 0.
    String lower = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^-(?=0*[.,]?0*$)", "");
    if (lower.length() > 64) {
      return Optional.empty();
    }
    Matcher days = DAYS.matcher(lower);
    if (days.matches()) {
      return Optional.of(number(days.group(1)) * 86_400);
    }
    Matcher plain = PLAIN.matcher(lower);
    if (plain.matches()) {
      double unit = unit(plain.group(3), milliseconds);
      String exponent = plain.group(2) == null ? "" : plain.group(2);
      double value = Double.parseDouble(plain.group(1).replace(',', '.') + exponent) * unit;
      return unit > 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }
    Matcher clock = CLOCK.matcher(lower);
    if (clock.matches()) {
      return Optional.of(
          ((number(clock.group(1)) * 24 + number(clock.group(2))) * 60 + number(clock.group(3)))
                  * 60
              + number(clock.group(4)));
    }
    Matcher iso = ISO.matcher(lower);
    return iso.matches() && lower.length() > 2
        ? Optional.of(number(iso.group(1)) * 60 + number(iso.group(2)))
        : Optional.empty();
  }

  private static double number(String text) {
    return text == null ? 0 : Double.parseDouble(text.replace(',', '.'));
  }

  private static double unit(String name, boolean milliseconds) {
    return switch (name) {
      case "" -> milliseconds ? 1e-3 : 1;
      case "s", "sec", "secs", "second", "seconds" -> 1;
      case "ms", "msec", "msecs", "millisecond", "milliseconds" -> 1e-3;
      case "min", "mins", "minute", "minutes" -> 60;
      default -> 0;
    };
  }
}
