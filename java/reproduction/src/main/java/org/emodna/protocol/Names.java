package org.emodna.protocol;

import org.emodna.base.Problem;

/**
 * What may be a name of a corpus, a column or a protocol: it stands in tables and files, and is
 * never resolved as a path.
 */
final class Names {
  private static final int MOST_CHARS = 80;

  private Names() {}

  /**
   * Demands a usable name.
   *
   * @param what it names and where, for the message
   */
  static String require(String name, String what) {
    String reason = null;
    if (name.isBlank() || !name.equals(name.strip())) {
      reason = "is blank, or begins or ends with a blank";
    } else if (name.length() > MOST_CHARS) {
      reason = "is longer than " + MOST_CHARS + " characters";
    } else if (name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      reason = "begins with a dot or holds a slash";
    } else if (name.codePoints().anyMatch(Names::isUnseen)) {
      reason = "holds a character that can't be printed";
    }
    if (reason != null) {
      throw new ProtocolException(
          Problem.of(what, "the name '" + shown(name) + "' " + reason)
              .remedy("use 1 to " + MOST_CHARS + " printable characters without a slash"));
    }
    return name;
  }

  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** Text from a stranger for a message: short and on one line. */
  static String shown(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints().limit(MOST_CHARS).forEach(c -> plain.appendCodePoint(isUnseen(c) ? '?' : c));
    return text.codePointCount(0, text.length()) > MOST_CHARS ? plain + "…" : plain.toString();
  }

  /** A part of a task's name from any text, such as a speaker's: what can't stand there is _. */
  static String part(String text) {
    StringBuilder plain = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(MOST_CHARS / 2)
        .forEach(c -> plain.appendCodePoint(isUnseen(c) || c == '/' || c == '\\' ? '_' : c));
    return plain.toString();
  }
}
