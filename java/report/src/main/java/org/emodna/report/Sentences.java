package org.emodna.report;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.emodna.report.statistics.SignedRank;

/** Numbers in sentences: nothing that does not follow from them. */
public final class Sentences {
  private Sentences() {}

  /**
   * A comparison in a sentence without its full stop.
   *
   * @param name makes a row's name fit for where the sentence will stand
   */
  public static String of(Comparison of, UnaryOperator<String> name) {
    Comparison.Difference d = of.difference();
    StringBuilder text = new StringBuilder();
    text.append(name.apply(of.a())).append(" minus ").append(name.apply(of.b()));
    text.append(
        format(
            ": %s points of UAR [%s, %s], %s, %s",
            points(d.difference(), "%+.1f"),
            points(d.low(), "%.1f"),
            points(d.high(), "%.1f"),
            count(of.size().tasks(), "task"),
            seeds(of.size())));
    if (!Double.isNaN(d.effectSize())) {
      text.append(
          format(
              "; d_z %.2f over %s of task and seed",
              d.effectSize(), count(of.size().runs(), "pair")));
    }
    if (of.size().unpaired() > 0) {
      text.append("; without ")
          .append(count(of.size().unpaired(), "utterance"))
          .append(" that not all runs have scored alike");
    }
    return text.append("; ").append(test(of.test())).toString();
  }

  private static String seeds(Comparison.Size size) {
    return size.seeds() == size.mostSeeds()
        ? count(size.seeds(), "seed")
        : size.seeds() + " to " + size.mostSeeds() + " seeds";
  }

  private static String test(Comparison.Test test) {
    if (Double.isNaN(test.p())) {
      return "no test, since "
          + count(test.pairs(), "task")
          + (test.pairs() == 1 ? " differs" : " differ")
          + " and it takes "
          + SignedRank.FEWEST_PAIRS;
    }
    return format(
        "Wilcoxon p = %s, %s with Holm's correction over %s; %d tasks can't go under %s",
        p(test.p()),
        p(test.holm()),
        count(test.family(), "test"),
        test.pairs(),
        p(SignedRank.smallest(test.pairs())));
  }

  /** Fractions as points; no "-0.0", which looks like a sign. */
  private static String points(double fraction, String format) {
    String text = format(format, 100 * fraction);
    return text.matches("[-+]0\\.0") ? "0.0" : text;
  }

  private static String p(double p) {
    return p < 0.0001 ? "0.0001 or less" : format(p < 0.001 ? "%.4f" : "%.3f", p);
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
