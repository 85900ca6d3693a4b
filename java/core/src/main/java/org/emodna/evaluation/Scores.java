package org.emodna.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How predictions compare with the truth, in fractions of 1.
 *
 * @param uar unweighted average recall: mean of the recalls of the classes that occur
 * @param war weighted average recall: accuracy
 * @param macroF1 mean F1 of the classes that occur
 * @param n utterances scored
 * @param labels class names
 * @param confusion [truth][prediction] counts
 */
@JsonPropertyOrder({"uar", "war", "macro_f1", "n", "labels", "confusion"})
public record Scores(
    double uar,
    double war,
    @JsonProperty("macro_f1") double macroF1,
    int n,
    List<String> labels,
    int[][] confusion) {

  public Scores {
    labels = List.copyOf(labels);
    confusion = Arrays.stream(confusion).map(int[]::clone).toArray(int[][]::new);
  }

  /** Scores of class numbers against class numbers. */
  public static Scores of(List<String> labels, int[] truth, int[] predicted) {
    int classes = labels.size();
    int[][] confusion = new int[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      confusion[truth[i]][predicted[i]]++;
    }
    double recalls = 0;
    double f1s = 0;
    int present = 0;
    int correct = 0;
    for (int c = 0; c < classes; c++) {
      int row = Arrays.stream(confusion[c]).sum();
      int column = 0;
      for (int[] other : confusion) {
        column += other[c];
      }
      correct += confusion[c][c];
      if (row > 0) {
        present++;
        recalls += (double) confusion[c][c] / row;
        f1s += 2.0 * confusion[c][c] / (row + column);
      }
    }
    return new Scores(
        present == 0 ? 0 : recalls / present,
        truth.length == 0 ? 0 : (double) correct / truth.length,
        present == 0 ? 0 : f1s / present,
        truth.length,
        labels,
        confusion);
  }

  /** A table for people, percentages and counts. */
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
    int width = Math.max(8, labels.stream().mapToInt(String::length).max().orElse(0));
    text.append(String.format("%" + width + "s", "truth"));
    for (String label : labels) {
      text.append(String.format(" %" + width + "s", label));
    }
    text.append(String.format("   recall%n"));
    for (int c = 0; c < labels.size(); c++) {
      text.append(String.format("%" + width + "s", labels.get(c)));
      int row = Arrays.stream(confusion[c]).sum();
      for (int count : confusion[c]) {
        text.append(String.format(" %" + width + "d", count));
      }
      String recall =
          row == 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100.0 * confusion[c][c] / row);
      text.append(String.format("   %6s%n", recall));
    }
    return text.toString();
  }
}
