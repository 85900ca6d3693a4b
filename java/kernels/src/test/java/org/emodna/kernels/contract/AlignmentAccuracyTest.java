package org.emodna.kernels.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.emodna.kernels.Alignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link AccuracyRule} for the alignment distances. */
class AlignmentAccuracyTest extends KernelContract {
  private static final int CLASSES = 3;

  /** Value and gradients of both sides. */
  private record Results(double[] value, double[][] gradient) {
    static Results of(AlignmentReference reference) {
      return new Results(new double[] {reference.value()}, reference.gradient());
    }
  }

  /** One draw: by the formulas in float64, and naively in each float32 that a device asks for. */
  private record Draw(
      String name, AlignmentReference inputs, Results truth, Map<Arithmetic, Results> naive) {
    static Draw of(String name, AlignmentReference truth) {
      return new Draw(name, truth, Results.of(truth), new EnumMap<>(Arithmetic.class));
    }

    Results naively(Arithmetic arithmetic) {
      return naive.computeIfAbsent(arithmetic, a -> Results.of(inputs.naive(a)));
    }
  }

  /** The same for every setup, and made once: over all pairs they take longer than the kernels. */
  private static final Map<Alignment.Kind, List<Draw>> DRAWS = new EnumMap<>(Alignment.Kind.class);

  @ParameterizedTest
  @EnumSource
  void atMostTwiceTheNaiveError(Alignment.Kind kind) {
    boolean cuda = context.device().backend().equals("cuda");
    AccuracyRule rule = new AccuracyRule(kind == Alignment.Kind.CORAL ? 0.5 : 1 / 3.0);
    for (Draw draw : DRAWS.computeIfAbsent(kind, AlignmentAccuracyTest::draws)) {
      AlignmentCall call = new AlignmentCall(stream, draw.inputs, 1);
      Results truth = draw.truth;
      Results naive = draw.naively(cuda ? Arithmetic.FLOAT32_CUDA : Arithmetic.FLOAT32);
      rule.draw("loss", truth.value, naive.value, call.loss);
      rule.draw(draw.name + " dxs", truth.gradient[0], naive.gradient[0], call.dxs);
      rule.draw(draw.name + " dxt", truth.gradient[1], naive.gradient[1], call.dxt);
    }
    rule.check();
  }

  private static List<Draw> draws(Alignment.Kind kind) {
    Random random = new Random(SEED);
    List<Draw> draws = new ArrayList<>();
    // Rows of both sides, dim, draws: few and many rows, and wide ones, are kernels of their own.
    for (int[] shape :
        new int[][] {{1, 2, 5, 24}, {31, 29, 11, 16}, {23, 19, 67, 9}, {260, 263, 3, 3}}) {
      for (HardInputs inputs : HardInputs.values()) {
        boolean many = shape[0] > 200;
        if (inputs == HardInputs.NORMAL && (many || shape[2] > 64)) {
          continue; // the slow ones are for what is hard
        }
        String name = inputs + " " + Arrays.toString(shape);
        // CORAL's errors lie in few numbers; but it has no sums over pairs, and takes less time.
        int count = kind == Alignment.Kind.CORAL && many ? 4 * shape[3] : shape[3];
        for (int draw = 0; draw < count; draw++) {
          draws.add(Draw.of(name, random(random, kind, inputs, shape)));
        }
      }
    }
    return draws;
  }

  private static AlignmentReference random(
      Random random, Alignment.Kind kind, HardInputs inputs, int[] shape) {
    int dim = shape[2];
    double[][] x = new double[2][];
    int[][] labels = new int[2][];
    double[][] weights = new double[2][];
    for (int side = 0; side < 2; side++) {
      x[side] = inputs.rows(random, shape[side], dim);
      labels[side] = random.ints(shape[side], -1, CLASSES).toArray();
      weights[side] = new double[shape[side] * CLASSES];
      Arrays.setAll(weights[side], i -> random.nextFloat());
    }
    return new AlignmentReference(kind, dim, CLASSES, x, labels, weights);
  }
}
