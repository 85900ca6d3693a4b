package org.emodna.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.emodna.base.Check;
import org.emodna.base.Section;

/**
 * A {@link Discriminant} that learns from its own labels of the target. It is fitted to the source,
 * with the classes balanced: n source utterances, of which class k has n_k, weigh n / (K n_k) each.
 * Then, in each of so many rounds, with p its probabilities of the target's utterances j:
 *
 * <pre>
 * q_jk ∝ p_jk / (mean_j p_jk)^b           evens out how often classes are predicted
 * l_j  = argmax_k q_jk                    of each class l the ceil(share N_l) utterances of the
 *                                         N_l with the largest q_jl are kept
 * w_j  = v n / (K M_l)                    M_l being those kept of class l
 * </pre>
 *
 * <p>and it is fitted again to the source and the kept utterances. A class that is never predicted
 * gets no weight: the target weighs v times as much as the source where all K classes are
 * predicted, and v K' / K times where K' of them are. Keeping a share of each class is a threshold
 * of its own for each class, which adapts to how sure the classifier is of that class. Target
 * labels play no part.
 */
public final class SelfTraining {
  /**
   * Settings.
   *
   * @param rounds how often it is fitted again; 0 = the source alone
   * @param share of the utterances of each predicted class that is kept
   * @param targetWeight v: what the kept utterances weigh in all, the source being 1, where every
   *     class is predicted; each has v / K
   * @param priorBalancing b: 0 takes the probabilities as they are, 1 as if all classes were
   *     predicted equally often
   */
  public record Options(int rounds, double share, double targetWeight, double priorBalancing) {
    /**
     * Ranges: {@code rounds} 0 to 1000, {@code share} 0.01 to 1, {@code targetWeight} 1e-3 to 1e3,
     * {@code priorBalancing} 0 to 1.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.range(rounds, 0, 1000, "self-training.rounds");
      Check.real(share, 0.01, 1, "self-training.share");
      Check.real(targetWeight, 1e-3, 1e3, "self-training.target-weight");
      Check.real(priorBalancing, 0, 1, "self-training.prior-balancing");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("self-training", Options.class, new Options(2, 0.7, 1, 1));

  /** What an utterance has that was not kept. */
  public static final int NONE = -1;

  /** A class that is hardly ever predicted is not made more frequent than by this. */
  private static final double LEAST_MEAN = 1e-12;

  private SelfTraining() {}

  /** What a fit came to. */
  record Fitted(Discriminant classifier, int[] kept) {}

  /**
   * Fits the classifier.
   *
   * @param check as of {@link Solver#solve}
   * @return it, and of each target utterance the class by its choice after the last round, or
   *     {@link #NONE}
   */
  static Fitted fit(Settings settings, Solver.Data data, Runnable check) {
    Options options = settings.get(SECTION);
    Discriminant.Options shape = settings.get(Discriminant.SECTION);
    Discriminant classifier = Discriminant.fit(source(data), shape, check);
    int[] kept = choose(classifier.probabilities(data.target()), options);
    for (int round = 0; round < options.rounds; round++) {
      classifier = Discriminant.fit(joined(data, kept, options.targetWeight), shape, check);
      kept = choose(classifier.probabilities(data.target()), options);
    }
    return new Fitted(classifier, kept);
  }

  /**
   * What a classifier says of the target.
   *
   * @param labels of each utterance its pseudo-label, or {@link #NONE}
   * @param guesses of each utterance its most probable class, however sure
   */
  public record Taught(int[] labels, int[] guesses) {}

  /**
   * Pseudo-labels of the target, and guesses where it has none.
   *
   * @param check as of {@link Solver#solve}
   */
  public static Taught taught(Settings settings, Solver.Data data, Runnable check) {
    Fitted fitted = fit(settings, data, check);
    double[][] p = fitted.classifier.probabilities(data.target());
    int[] guesses = new int[p.length];
    for (int j = 0; j < p.length; j++) {
      for (int k = 1; k < p[j].length; k++) {
        guesses[j] = p[j][k] > p[j][guesses[j]] ? k : guesses[j];
      }
    }
    return new Taught(fitted.kept, guesses);
  }

  /** The source with its classes balanced. */
  static Discriminant.Rows source(Solver.Data data) {
    int[] labels = data.labels();
    int[] counts = counts(labels, data.classes());
    double[] weights = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      weights[i] = labels.length / ((double) data.classes() * counts[labels[i]]);
    }
    return new Discriminant.Rows(data.source(), labels, weights, data.classes());
  }

  private static int[] counts(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      if (label != NONE) {
        counts[label]++;
      }
    }
    return counts;
  }

  /** The source, then the target's utterances that were kept. */
  private static Discriminant.Rows joined(Solver.Data data, int[] kept, double targetWeight) {
    Discriminant.Rows source = source(data);
    int n = source.labels().length;
    int[] counts = counts(kept, data.classes());
    int all = n + Arrays.stream(counts).sum();
    List<float[]> x = new ArrayList<>(source.x());
    int[] labels = Arrays.copyOf(source.labels(), all);
    double[] weights = Arrays.copyOf(source.weights(), all);
    for (int j = 0; j < kept.length; j++) {
      if (kept[j] != NONE) {
        labels[x.size()] = kept[j];
        weights[x.size()] = targetWeight * n / ((double) data.classes() * counts[kept[j]]);
        x.add(data.target().get(j));
      }
    }
    return new Discriminant.Rows(x, labels, weights, data.classes());
  }

  /** Of each row of probabilities its class, or NONE. */
  private static int[] choose(double[][] p, Options options) {
    int classes = p[0].length;
    double[] means = new double[classes];
    for (double[] row : p) {
      for (int k = 0; k < classes; k++) {
        means[k] += row[k] / p.length;
      }
    }
    double[] factors = new double[classes];
    Arrays.setAll(
        factors, k -> StrictMath.pow(Math.max(means[k], LEAST_MEAN), -options.priorBalancing));
    int[] best = new int[p.length];
    double[] confidence = new double[p.length];
    for (int j = 0; j < p.length; j++) {
      double sum = 0;
      double most = -1;
      for (int k = 0; k < classes; k++) {
        double q = p[j][k] * factors[k];
        sum += q;
        if (q > most) {
          most = q;
          best[j] = k;
        }
      }
      confidence[j] = most / sum;
    }
    int[] kept = new int[p.length];
    Arrays.fill(kept, NONE);
    for (int k = 0; k < classes; k++) {
      int wanted = k;
      // The sort is stable: of equals the first is kept.
      List<Integer> own =
          IntStream.range(0, p.length)
              .filter(j -> best[j] == wanted)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer j) -> -confidence[j]))
              .toList();
      // A product such as 0.1 x 30 lies just above a whole number.
      int count = (int) Math.ceil(options.share * own.size() - 1e-9);
      own.subList(0, Math.min(own.size(), Math.max(count, 0))).forEach(j -> kept[j] = wanted);
    }
    return kept;
  }
}
