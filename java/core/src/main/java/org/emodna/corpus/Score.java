package org.emodna.corpus;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Locale;

/**
 * How well predictions meet the labels, in fractions of 1.
 *
 * @param uar unweighted average recall: the mean recall of the classes that occur in the labels
 * @param war weighted average recall: the accuracy
 * @param macroF1 the mean F1 of the classes that occur in labels or predictions
 * @param n the number of scored recordings
 * @param labels the classes
 * @param confusion counts (label, prediction)
 */
@JsonPropertyOrder({"uar", "war", "macro_f1", "n", "labels", "confusion"})
public record Score(
    double uar,
    double war,
    @JsonProperty("macro_f1") double macroF1,
    long n,
    LabelSet labels,
    long[][] confusion) {

  /**
   * Scores a confusion matrix.
   *
   * @param labels the classes
   * @param confusion counts (label, prediction), at least one of them above 0
   * @return the score
   */
  public static Score of(LabelSet labels, long[][] confusion) {
    long total = 0;
    long correct = 0;
    double recalls = 0;
    double f1s = 0;
    int occurring = 0;
    int concerned = 0;
    for (int c = 0; c < labels.size(); c++) {
      long actual = 0;
      long predicted = 0;
      for (int other = 0; other < labels.size(); other++) {
        actual += confusion[c][other];
        predicted += confusion[other][c];
      }
      total += actual;
      correct += confusion[c][c];
      if (actual > 0) {
        occurring++;
        recalls += (double) confusion[c][c] / actual;
      }
      if (actual + predicted > 0) {
        concerned++;
        f1s += 2.0 * confusion[c][c] / (actual + predicted);
      }
    }
    if (total == 0) {
      throw new CorpusException("scoring: nothing was scored");
    }
    return new Score(
        recalls / occurring, (double) correct / total, f1s / concerned, total, labels, confusion);
  }

  /**
   * The score as a short table.
   *
   * @return several lines: the three figures in percent, then the confusion matrix
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "UAR %.1f %%  WAR %.1f %%  macro-F1 %.1f %%  (%d utterances)%n",
            100 * uar,
            100 * war,
            100 * macroF1,
            n));
    int width = labels.names().stream().mapToInt(String::length).max().orElseThrow() + 2;
    text.append(" ".repeat(width));
    labels
        .names()
        .forEach(name -> text.append(String.format(Locale.ROOT, "%" + width + "s", name)));
    text.append(String.format("   <- predicted%n"));
    for (int c = 0; c < labels.size(); c++) {
      text.append(String.format(Locale.ROOT, "%-" + width + "s", labels.names().get(c)));
      for (long count : confusion[c]) {
        text.append(String.format(Locale.ROOT, "%" + width + "d", count));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
