package org.emodna.report.page;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.emodna.report.Percent;

/** Names and numbers as a page shows them. */
final class Text {
  /** What stands where there is no value. */
  static final String NONE = "–";

  private static final int LONGEST_NAME = 80;

  /** The runs' folders below a store's: nothing else becomes a link. */
  private static final Pattern FOLDER =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

  private Text() {}

  /**
   * The text without what would be invisible or turn the text around it: control characters, marks
   * of direction and halves of characters become U+FFFD. Tabs and line ends stay.
   */
  static String clean(String text) {
    int first = 0;
    while (first < text.length() && plain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.substring(0, first));
    text.substring(first).codePoints().forEach(c -> clean.appendCodePoint(shown(c) ? c : 0xfffd));
    return clean.toString();
  }

  private static boolean plain(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static boolean shown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c == '\n' || c == '\t';
      case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> false;
      case Character.FORMAT -> c == 0x200d || c == 0xad; // joiner of emoji, soft hyphen
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  /** A name for showing: clean, and cut where it would fill the page. */
  static String shortened(String name) {
    String clean = clean(name).strip();
    if (clean.isEmpty()) {
      return "(no name)";
    }
    return clean.length() <= LONGEST_NAME
        ? clean
        : clean.substring(
                0,
                clean.offsetByCodePoints(
                    0, Math.min(LONGEST_NAME - 1, clean.codePointCount(0, clean.length()))))
            + "…";
  }

  /** Where a folder of the store lies, seen from the page; null if it is no such folder. */
  static String link(String base, String folder) {
    return folder != null && FOLDER.matcher(folder).matches() ? base + folder + "/" : null;
  }

  /** A fraction in percent with one digit after the point. */
  static String percent(double fraction) {
    return minus(Percent.of(fraction));
  }

  /** A number, or {@link #NONE}. */
  static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    if (text.matches("-0(\\.0+)?")) {
      return text.substring(1);
    }
    return minus(text);
  }

  private static String minus(String text) {
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }

  /** Percentage points, with a sign. */
  static String points(double fraction) {
    return minus(Percent.signed(fraction));
  }

  /** A probability: three digits, and small ones as a bound. */
  static String p(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    return value < 0.001 ? "< 0.001" : number(value, 3);
  }

  /** A whole number with thin spaces between thousands. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  /** A time as people say it. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    Duration time = Duration.ofMillis((long) (1000 * seconds));
    if (time.toHours() > 0) {
      return "%d h %02d min".formatted(time.toHours(), time.toMinutesPart());
    }
    if (time.toMinutes() > 0) {
      return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
    return number(seconds, 1) + " s";
  }

  /** "1 run", "2 runs". */
  static String plural(long count, String one) {
    return count(count) + " " + one + (count == 1 ? "" : "s");
  }
}
