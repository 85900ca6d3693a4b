package org.emodna.report.page;

/**
 * Writes HTML, and SVG in it. Whatever is not the name of an element or attribute passes through
 * {@link Text#clean} and is escaped, so that no text can become markup. Names of elements and
 * attributes are this package's constants.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /**
   * Begins an element.
   *
   * @param attributes name, value, name, value…; one whose value is null is left out
   */
  Html open(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(String.valueOf(attributes[i + 1]));
        out.append('"');
      }
    }
    out.append('>');
    return this;
  }

  /** Ends an element. */
  Html close(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  /** An element that holds text alone. */
  Html element(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** A figure's mark without content, as a circle. */
  Html mark(String tag, Object... attributes) {
    return open(tag, attributes).close(tag);
  }

  /** An element that has no end, as meta. */
  Html single(String tag, Object... attributes) {
    return open(tag, attributes).line();
  }

  /** A name that came from data: kept apart from the direction of the text around it, and short. */
  Html name(String name) {
    String shown = Text.shortened(name);
    return open("bdi", "title", name.isBlank() || shown.equals(Text.clean(name)) ? null : name)
        .text(shown)
        .close("bdi");
  }

  /** Text. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** What is HTML already: of this package's own files alone. */
  Html trusted(String html) {
    out.append(html);
    return this;
  }

  /** All that another one holds. */
  Html append(Html other) {
    out.append(other.out);
    return this;
  }

  /** A line break in the source, for those who read it. */
  Html line() {
    out.append('\n');
    return this;
  }

  private void escape(String raw) {
    String text = Text.clean(raw);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
