package org.emodna.report.page;

import java.util.List;

/** Plain tables with a caption, which scroll by themselves where they are too wide. */
final class PlainTable {
  private final String caption;
  private final List<String> columns;
  private final Html body = new Html();
  private final boolean[] text;

  /**
   * Begins a table.
   *
   * @param caption what it shows
   * @param columns headings
   */
  PlainTable(String caption, List<String> columns) {
    this.caption = caption;
    this.columns = columns;
    text = new boolean[columns.size()];
  }

  /**
   * A row: the first value is its heading.
   *
   * @param values text, whole numbers, {@link Shown} or HTML
   */
  void row(Object... values) {
    body.open("tr");
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (i == 0) {
        body.open("th", "scope", "row").name(String.valueOf(value)).close("th");
      } else if (value instanceof Shown shown) {
        String sort = Double.isFinite(shown.value) ? Double.toString(shown.value) : "";
        body.element("td", shown.text, "data-sort", sort);
      } else if (value instanceof Long || value instanceof Integer) {
        body.element("td", Text.count(((Number) value).longValue()), "data-sort", value);
      } else {
        text[i] = true;
        body.open("td", "class", "text");
        if (value instanceof Html inner) {
          body.append(inner);
        } else {
          body.text(String.valueOf(value));
        }
        body.close("td");
      }
    }
    body.close("tr").line();
  }

  /** A number as it is shown. */
  record Shown(double value, String text) {
    static Shown percent(double value) {
      return new Shown(value, Text.percent(value));
    }
  }

  /** The whole table. */
  Html end() {
    Html html = new Html();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table", "class", "sortable").element("caption", caption).open("thead").open("tr");
    for (int i = 0; i < text.length; i++) {
      String shown = Text.shortened(columns.get(i));
      html.element("th", shown, "scope", "col", "class", text[i] ? "text" : null);
    }
    html.close("tr").close("thead").open("tbody").line().append(body);
    return html.close("tbody").close("table").close("div").line();
  }
}
