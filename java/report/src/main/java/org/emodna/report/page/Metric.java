package org.emodna.report.page;

import java.util.function.Function;
import org.emodna.report.Figure;
import org.emodna.report.Figures;

/** A figure of the tables. */
enum Metric {
  UAR("uar", "UAR", "unweighted average recall", Figures::uar),
  WAR("war", "WAR", "weighted average recall: the accuracy", Figures::war),
  MACRO_F1("macro_f1", "Macro-F1", "mean F1 of the classes", Figures::macroF1);

  /** In attributes and JSON. */
  final String key;

  final String title;
  final String meaning;
  private final Function<Figures, Figure> of;

  Metric(String key, String title, String meaning, Function<Figures, Figure> of) {
    this.key = key;
    this.title = title;
    this.meaning = meaning;
    this.of = of;
  }

  Figure of(Figures figures) {
    return of.apply(figures);
  }
}
