package org.emodna.report.page;

/** Places for what the script draws when it is chosen. */
final class Drawn {
  private Drawn() {}

  static Html details() {
    return place("details", "Confusion, recall, calibration and learning curves are drawn here")
        .line();
  }

  static Html model() {
    return place(
        "model", "Confusion, recall, calibration and the training's curves are drawn here");
  }

  static Html projections() {
    return place("projections", "The embeddings of chosen runs are drawn here");
  }

  private static Html place(String what, String there) {
    return new Html()
        .open("div", "data-drawn", what)
        .open("noscript")
        .element(
            "p",
            there
                + " where scripts may run; the tables and the files next to this page have the numbers.")
        .close("noscript")
        .close("div");
  }
}
