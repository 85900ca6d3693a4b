package org.emodna.kernels.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.emodna.kernels.RowSpace;
import org.junit.jupiter.api.Test;

/** {@link AccuracyRule} for the contrastive loss. */
class ContrastiveAccuracyTest extends KernelContract {
  private record Draw(
      String name, ContrastiveReference inputs, double[][] truth, double[][] naive) {
    static Draw of(String name, ContrastiveReference inputs) {
      return new Draw(name, inputs, results(inputs), results(inputs.naive()));
    }

    /** {loss, du, dv} of half the loss. */
    private static double[][] results(ContrastiveReference of) {
      double[] du = new double[of.u.length];
      double[] dv = new double[of.v.length];
      return new double[][] {{of.value(0.5, du, dv)}, du, dv};
    }
  }

  private static List<Draw> draws;

  @Test
  void atMostTwiceTheNaiveError() {
    if (draws == null) {
      draws = draws();
    }
    AccuracyRule rule = new AccuracyRule();
    for (Draw draw : draws) {
      ContrastiveReference of = draw.inputs;
      ContrastiveCall call =
          new ContrastiveCall(stream, of.u, of.v, of.labels, of.dim, (float) of.temperature);
      rule.draw("loss", draw.truth[0], draw.naive[0], call.loss);
      rule.draw(draw.name + " du", draw.truth[1], draw.naive[1], call.du);
      rule.draw(draw.name + " dv", draw.truth[2], draw.naive[2], call.dv);
    }
    rule.check();
  }

  private static List<Draw> draws() {
    Random random = new Random(SEED);
    HeadReference unit = new HeadReference(Arithmetic.FLOAT32);
    List<Draw> draws = new ArrayList<>();
    // Anchors, keys, dim, draws. Where dv is one coefficient times a row, one draw in five is lucky
    // for
    // the naive kernel alone; of 64 draws half never are.
    int[][] shapes = {{2, 1, 5, 64}, {31, 29, 64, 4}, {67, 131, 19, 4}, {23, 0, 200, 4}};
    for (int[] shape : shapes) {
      for (HardInputs inputs : HardInputs.values()) {
        for (float temperature : new float[] {0.07f, 0.5f}) {
          for (int draw = 0; draw < shape[3]; draw++) {
            double[] u = inputs.rows(random, shape[0], shape[2]);
            double[] v = inputs.rows(random, shape[1], shape[2]);
            u = unit.rowSpace(u, shape[0], shape[2], RowSpace.Space.L2);
            v = unit.rowSpace(v, shape[1], shape[2], RowSpace.Space.L2);
            // Of two anchors both count.
            int[] labels =
                random.ints(shape[0], shape[0] == 2 ? 0 : -1, shape[0] == 2 ? 1 : 4).toArray();
            String name = inputs + " " + Arrays.toString(shape) + " " + temperature;
            draws.add(Draw.of(name, new ContrastiveReference(u, v, labels, shape[2], temperature)));
          }
        }
      }
    }
    return draws;
  }
}
