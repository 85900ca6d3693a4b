package org.emodna.report.page;

import java.util.List;

/** Plain tables with a caption, which scroll by themselves where they are too wide. */
final class Tables {
  private final Html html = new Html();

  /**
   * Begins a table.
   *
   * @param caption what it shows
   * @param columns headings
   */
  Tables(String caption, List<String> columns) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table", "class", "sortable").element("caption", caption);
    html.open("thead").open("tr");
    columns.forEach(column -> html.element("th", Text.shortened(column), "scope", "col"));
    html.close("tr").close("thead").open("tbody").line();
  }

  /**
   * A row: the first value is its heading.
   *
   * @param values text, or numbers as {@link Number} for sorting
   */
  void row(Object... values) {
    html.open("tr");
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (i == 0) {
        html.open("th", "scope", "row").name(String.valueOf(value)).close("th");
      } else if (value instanceof Shown shown) {
        String sort = Double.isFinite(shown.value) ? Double.toString(shown.value) : "";
        html.element("td", shown.text, "data-sort", sort);
      } else if (value instanceof Long || value instanceof Integer) {
        html.element("td", Text.count(((Number) value).longValue()), "data-sort", value);
      } else if (value instanceof Html inner) {
        html.open("td", "class", "text").append(inner).close("td");
      } else {
        html.element("td", String.valueOf(value), "class", "text");
      }
    }
    html.close("tr").line();
  }

  /** A number as it is shown. */
  record Shown(double value, String text) {
    static Shown percent(double value) {
      return new Shown(value, Text.percent(value));
    }
  }

  /** Ends the table. */
  Html end() {
    return html.close("tbody").close("table").close("div").line();
  }
}
