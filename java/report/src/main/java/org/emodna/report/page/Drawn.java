package org.emodna.report.page;

/** Places for what the script draws when it is chosen. */
final class Drawn {
  private Drawn() {}

  static Html details() {
    return place("details", "Confusion, recall, calibration and learning curves are drawn here")
        .line();
  }

  static Html projections() {
    return place("projections", "The embeddings of chosen runs are drawn here");
  }

  private static Html place(String what, String there) {
    return new Html()
        .open("div", "data-drawn", what)
        .open("noscript")
        .element("p", there + " where scripts may run; report.json has all numbers.")
        .close("noscript")
        .close("div");
  }
}
