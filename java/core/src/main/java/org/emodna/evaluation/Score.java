package org.emodna.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.emodna.corpus.LabelSet;

/**
 * How well predictions meet the labels: a confusion matrix, and the figures that follow from it, in
 * fractions of 1.
 *
 * @param labels the classes
 * @param confusion counts (label, prediction), at least one of them above 0
 */
@JsonPropertyOrder({"uar", "war", "macro_f1", "n", "labels", "confusion"})
public record Score(LabelSet labels, long[][] confusion) {
  /**
   * Checks the matrix and copies it.
   *
   * @throws EvaluationException if it has another size, a negative count or nothing but zeros
   */
  public Score {
    int classes = labels.size();
    if (confusion.length != classes
        || Arrays.stream(confusion).anyMatch(row -> row == null || row.length != classes)) {
      throw new EvaluationException(
          "scoring: the confusion matrix of %d classes must be %1$d x %1$d".formatted(classes));
    }
    confusion = Arrays.stream(confusion).map(long[]::clone).toArray(long[][]::new);
    if (Arrays.stream(confusion).flatMapToLong(Arrays::stream).anyMatch(count -> count < 0)) {
      throw new EvaluationException("scoring: a count of the confusion matrix is negative");
    }
    if (Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum() == 0) {
      throw new EvaluationException("scoring: nothing was scored");
    }
  }

  /** Unweighted average recall: the mean recall of the classes that occur in the labels. */
  @JsonProperty("uar")
  public double uar() {
    return mean(c -> actual(c) == 0 ? Double.NaN : (double) confusion[c][c] / actual(c));
  }

  /** Weighted average recall: the accuracy. */
  @JsonProperty("war")
  public double war() {
    return (double) IntStream.range(0, confusion.length).mapToLong(c -> confusion[c][c]).sum()
        / n();
  }

  /** The mean F1 of the classes that occur in labels or predictions. */
  @JsonProperty("macro_f1")
  public double macroF1() {
    return mean(
        c -> {
          long concerned = actual(c) + predicted(c);
          return concerned == 0 ? Double.NaN : 2.0 * confusion[c][c] / concerned;
        });
  }

  /** The number of scored recordings. */
  @JsonProperty("n")
  public long n() {
    return Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
  }

  private long actual(int c) {
    return Arrays.stream(confusion[c]).sum();
  }

  private long predicted(int c) {
    return Arrays.stream(confusion).mapToLong(row -> row[c]).sum();
  }

  /** Over the classes for which the figure is a number. */
  private double mean(IntToDoubleFunction figure) {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < confusion.length; c++) {
      double value = figure.applyAsDouble(c);
      if (!Double.isNaN(value)) {
        sum += value;
        classes++;
      }
    }
    return sum / classes;
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
            100 * uar(),
            100 * war(),
            100 * macroF1(),
            n()));
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Score that
        && labels.equals(that.labels)
        && Arrays.deepEquals(confusion, that.confusion);
  }

  @Override
  public int hashCode() {
    return 31 * labels.hashCode() + Arrays.deepHashCode(confusion);
  }
}
