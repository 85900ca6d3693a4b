package org.emodna.report;

/**
 * How well labels are met.
 *
 * @param uar unweighted average recall: the mean recall of the classes that occur
 * @param war weighted average recall: the accuracy
 * @param macroF1 the mean F1 of the classes that occur in labels or predictions
 */
public record Figures(Figure uar, Figure war, Figure macroF1) {
  /** No values. */
  public static final Figures NONE = new Figures(Figure.NONE, Figure.NONE, Figure.NONE);
}
