package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import org.emodna.kernels.Adam;
import org.emodna.kernels.Gather;
import org.emodna.kernels.Graph;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.StepEnd;
import org.emodna.kernels.Sum;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;

/** Gather, the ramp, sums, Adam and the end of a step. */
class TrainingContractTest extends KernelContract {
  @Test
  void gatherTakesTheStepsRows() {
    int frames = 3;
    int features = 7;
    int size = frames * features;
    double[] data = normal(4 * size, 1);
    int[] lengths = {3, 1, 0, 9};
    int[] known = {2, 0, 1, 3};
    int[] index = {0, 1, 2, 3, 0, 3, 2, -1, 4, 1};
    Tensor x = floats(normal(5 * size, 1));
    Tensor outLengths = ints(new int[5]);
    Tensor outLabels = ints(new int[5]);
    Tensor picked = ints(new int[5]);
    new Gather(stream, Gather.Shape.of(1, 5, frames, features).withUtterances(4).withSteps(2))
        .plan(ints(index), Tensor.of(stream, new long[] {7}, 1))
        .from(floats(data), ints(lengths))
        .labels(ints(known), 4)
        .to(x, 0, outLengths, outLabels, picked, 0)
        .run();
    float[] got = host(x);
    for (int r = 0; r < 5; r++) {
      int from = index[5 + r];
      boolean valid = from >= 0 && from < 4;
      int length = valid ? Math.min(frames, lengths[from]) : 0;
      for (int i = 0; i < size; i++) {
        assertEquals(i < length * features ? (float) data[from * size + i] : 0, got[r * size + i]);
      }
      assertEquals(length, outLengths.toInts(stream)[r]);
      assertEquals(valid ? known[from] : -1, outLabels.toInts(stream)[r]);
      assertEquals(from, picked.toInts(stream)[r]);
    }
  }

  /** Three groups on one set of data: no index leads out of a group's own part and labels. */
  @Test
  void gatherKeepsEachGroupToItsSetAndItsLabels() {
    int frames = 5;
    int features = 13;
    int size = frames * features;
    int utterances = 11;
    int rows = 17;
    int groups = 3;
    int count = 6;
    double[] data = normal(utterances * size, 1);
    int[] lengths = {5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 5};
    // The last one's part would reach beyond the data, and has more utterances than labels.
    int[] begin = {0, 4, 2};
    int[] sizes = {4, 6, 12};
    int[] known = new int[groups * count];
    for (int i = 0; i < known.length; i++) {
      known[i] = 100 + i;
    }
    int[] index = new int[groups * rows];
    for (int i = 0; i < index.length; i++) {
      index[i] = i % rows - 2;
    }
    Tensor x = floats(normal(groups * rows * size, 1));
    Tensor outLengths = ints(new int[groups * rows]);
    Tensor outLabels = ints(new int[groups * rows]);
    Tensor picked = ints(new int[groups * rows]);
    new Gather(stream, Gather.Shape.of(groups, rows, frames, features).withUtterances(utterances))
        .plan(ints(index), Tensor.of(stream, new long[] {3}, 1))
        .from(floats(data), ints(lengths))
        .sets(ints(begin), ints(sizes))
        .labels(ints(known), count)
        .to(x, rows * size, outLengths, outLabels, picked, rows)
        .run();
    float[] got = host(x);
    for (int at = 0; at < index.length; at++) {
      int g = at / rows;
      int number = index[at];
      int from = begin[g] + number;
      boolean valid = number >= 0 && number < sizes[g] && from < utterances;
      int length = valid ? lengths[from] : 0;
      for (int i = 0; i < size; i++) {
        float expected = i < length * features ? (float) data[from * size + i] : 0;
        assertEquals(expected, got[at * size + i]);
      }
      assertEquals(length, outLengths.toInts(stream)[at]);
      int label = valid && number < count ? known[g * count + number] : -1;
      assertEquals(label, outLabels.toInts(stream)[at]);
      assertEquals(number, picked.toInts(stream)[at]);
    }
  }

  @Test
  void gatherWithoutLengthsAndLabels() {
    double[] data = normal(2 * 6, 1);
    Tensor x = zeros(12);
    Tensor lengths = ints(5, 5);
    Tensor labels = ints(5, 5);
    new Gather(stream, Gather.Shape.of(1, 2, 3, 2).withUtterances(2))
        .plan(ints(1, 0), Tensor.of(stream, new long[] {0}, 1))
        .from(floats(data), null)
        .to(x, 0, lengths, labels, null, 0)
        .run();
    assertArrayEquals(new int[] {3, 3}, lengths.toInts(stream));
    assertArrayEquals(new int[] {-1, -1}, labels.toInts(stream));
    assertEquals((float) data[6], host(x)[0]);
    assertEquals((float) data[0], host(x)[6]);
  }

  /** 40 recorded steps against float64, replayed without the host touching an argument. */
  @Test
  void adamRampAndLogInAReplayedStep() {
    int count = 8192 + 37;
    double[] parameters = normal(count, 1);
    Tensor step = Tensor.of(stream, new long[] {0}, 1);
    Tensor p = floats(parameters);
    Tensor g = zeros(count);
    Tensor weights = zeros(2);
    Tensor log = zeros(2 * 3);
    Adam.Settings settings = new Adam.Settings(1e-3f, 0.93f, 0.98f, 1e-8f);
    AdamReference reference = new AdamReference(Arithmetic.FLOAT64, settings, parameters);
    Adam adam =
        new Adam(stream, settings, step).parameters(p, g).moments(zeros(count), zeros(count));
    Ramp ramp = new Ramp(stream, new float[] {1, -0.5f}, weights).schedule(20, step);
    StepEnd end = new StepEnd(stream, weights, log, step);
    Graph graph =
        stream.capture(
            () -> {
              ramp.run();
              adam.run();
              end.run();
            });
    for (int t = 1; t <= 40; t++) {
      double[] gradient = normal(count, t % 7 == 0 ? 1e-6 : 10);
      stream.copy(g, floats(gradient));
      graph.launch();
      double level = 2 / (1 + Math.exp(-10 * (t - 1) / 20.0)) - 1;
      float[] logged = host(log.view(2L * ((t - 1) % 3), 2));
      assertClose("log", new double[] {level, -0.5 * level}, logged);
      reference.step(gradient);
    }
    assertClose("parameters", reference.parameters, host(p));
    assertArrayEquals(new float[count], host(g));
    assertArrayEquals(new long[] {40}, step.toLongs(stream));
  }

  /** A recorded step with decay, a warm-up and a cosine, replayed beyond the cosine's end. */
  @Test
  void adamWithDecayAndASchedule() {
    int count = 517;
    double[] parameters = normal(count, 1);
    Tensor step = Tensor.of(stream, new long[] {0}, 1);
    Tensor p = floats(parameters);
    Tensor g = zeros(count);
    Adam.Settings settings = new Adam.Settings(1e-2f, 0.93f, 0.98f, 1e-8f);
    AdamReference reference = new AdamReference(Arithmetic.FLOAT64, settings, parameters);
    reference.decay = 0.05f;
    reference.warmUp = 5;
    reference.total = 30;
    reference.finalShare = 0.05f;
    Adam adam =
        new Adam(stream, settings, step).parameters(p, g).moments(zeros(count), zeros(count));
    adam.decay(0.05f).schedule(Adam.Schedule.COSINE, 30, 0.05f).warmUp(5);
    StepEnd end = new StepEnd(stream, zeros(1), zeros(1), step);
    Graph graph =
        stream.capture(
            () -> {
              adam.run();
              end.run();
            });
    for (int t = 0; t < 36; t++) {
      double[] gradient = normal(count, 1);
      stream.copy(g, floats(gradient));
      graph.launch();
      reference.step(gradient);
    }
    assertClose("parameters", reference.parameters, host(p));
  }

  /** Settings that are off leave every bit as it is. */
  @Test
  void adamWithoutDecayKeepsItsBits() {
    double[] parameters = normal(301, 1);
    double[] gradient = normal(301, 1);
    float[] plain = updated(parameters, gradient, adam -> {});
    assertArrayEquals(
        plain,
        updated(
            parameters,
            gradient,
            adam -> adam.decay(0).schedule(Adam.Schedule.CONSTANT, 9, 0.5f).warmUp(0)));
    assertArrayEquals(
        plain,
        updated(parameters, gradient, adam -> adam.schedule(Adam.Schedule.COSINE, 9, 0.5f)),
        "a cosine begins with the whole rate");
  }

  private float[] updated(double[] parameters, double[] gradient, Consumer<Adam> change) {
    Tensor p = floats(parameters);
    Adam adam =
        new Adam(
            stream,
            new Adam.Settings(1e-3f, 0.93f, 0.98f, 1e-8f),
            Tensor.of(stream, new long[] {0}, 1));
    adam.parameters(p, floats(gradient)).moments(zeros(301), zeros(301));
    change.accept(adam);
    adam.run();
    return host(p);
  }

  /** One after another, so that the roundings are known: every device comes to the same bits. */
  @Test
  void sumsAddInTheirOrder() {
    for (int sources : new int[] {1, 4, 7}) {
      for (int count : new int[] {1, 255, 257, 10_007}) {
        double[] from = normal(sources * count, 1);
        double[] to = normal(count, 1);
        float[] expected = new float[count];
        for (int i = 0; i < count; i++) {
          expected[i] = (float) to[i];
          for (int s = 0; s < sources; s++) {
            expected[i] += (float) from[s * count + i];
          }
        }
        Tensor sum = floats(to);
        new Sum(stream, from(1, from), sum).run();
        assertArrayEquals(expected, host(sum));
      }
    }
  }
}
