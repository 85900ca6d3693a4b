package org.emodna.report;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.emodna.report.statistics.SignedRank;

/** Sentences that state numbers, and nothing that does not follow from them. */
public final class Sentences {
  private static final double SMALL = 0.0001;

  private Sentences() {}

  /**
   * A comparison in a sentence without its full stop.
   *
   * @param task what a task of the track is called, {@link Track#noun()}
   * @param name makes a row's name fit for where the sentence will stand
   */
  public static String of(Comparison of, String task, UnaryOperator<String> name) {
    Comparison.Difference d = of.difference();
    StringBuilder text = new StringBuilder();
    text.append(name.apply(of.a())).append(" minus ").append(name.apply(of.b()));
    text.append(
        format(
            ": %s points of UAR [%s, %s], %s, %s",
            Percent.signed(d.difference()),
            Percent.of(d.low()),
            Percent.of(d.high()),
            count(of.size().tasks(), task),
            seeds(of.size())));
    text.append("; ").append(drawn(of.size()));
    if (!Double.isNaN(d.effectSize())) {
      text.append(
          format(
              "; d_z %.2f over %s of %s and seed",
              d.effectSize(), count(of.size().runs(), "pair"), task));
    }
    if (of.size().unpaired() > 0) {
      text.append("; without ")
          .append(count(of.size().unpaired(), "utterance"))
          .append(" that not all of the runs scored under the same label");
    }
    return text.append("; ").append(test(of.test(), task)).toString();
  }

  private static String seeds(Comparison.Size size) {
    return size.seeds() == size.mostSeeds()
        ? count(size.seeds(), "seed")
        : size.seeds() + " to " + size.mostSeeds() + " seeds";
  }

  /** What the interval's resamples draw within a task. */
  private static String drawn(Comparison.Size size) {
    if (size.bySpeaker() == 0) {
      return "utterances resampled";
    }
    return size.bySpeaker() == size.tasks()
        ? "speakers resampled"
        : "speakers resampled in %d of %d, utterances in the rest"
            .formatted(size.bySpeaker(), size.tasks());
  }

  private static String test(Comparison.Test test, String task) {
    if (Double.isNaN(test.p())) {
      return "no test: it needs at least %d %ss with a difference, and there %s %d"
          .formatted(SignedRank.FEWEST_PAIRS, task, test.pairs() == 1 ? "is" : "are", test.pairs());
    }
    return "Wilcoxon p %s; with Holm's correction for %s p %s; with %s p can't be less than %s"
        .formatted(
            compared(test.p()),
            count(test.family(), "test"),
            compared(test.holm()),
            count(test.pairs(), task),
            number(SignedRank.smallest(test.pairs())));
  }

  private static String compared(double p) {
    return p < SMALL ? "< 0.0001" : "= " + number(p);
  }

  private static String number(double p) {
    return format(p < SMALL ? "%.1e" : p < 0.001 ? "%.4f" : "%.3f", p);
  }

  /** "1 seed", "2 seeds". */
  public static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
