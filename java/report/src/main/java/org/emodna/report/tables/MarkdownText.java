package org.emodna.report.tables;

/** Text from outside in Markdown: shown as it is, whatever it holds. */
final class MarkdownText {
  private MarkdownText() {}

  /** The text on one line; nothing in it is markup, HTML or the end of a cell. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        safe.append(' ');
      } else if (c == '<') {
        safe.append("&lt;");
      } else if (c == '>') {
        safe.append("&gt;");
      } else if (c == '&') {
        safe.append("&amp;");
      } else if ("\\`*_[]|~#!$".indexOf(c) >= 0) {
        safe.append('\\').append(c);
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }
}
