package org.emodna.report.tables;

import java.util.Locale;
import org.emodna.report.Figure;

/** Figures in percent with one decimal. */
final class Percent {
  private Percent() {}

  /**
   * "mean ± sd"; the mean alone of one seed or of a published figure; "–" if there is none.
   *
   * @param plusMinus with its spaces
   */
  static String of(Figure figure, String plusMinus) {
    if (!figure.isKnown()) {
      return "–";
    }
    String mean = of(figure.mean());
    return figure.n() < 2 || Double.isNaN(figure.sd()) ? mean : mean + plusMinus + of(figure.sd());
  }

  static String of(double fraction) {
    return Double.isNaN(fraction) ? "–" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
