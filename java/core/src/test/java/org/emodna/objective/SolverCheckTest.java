package org.emodna.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.base.Section;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each solver looks up from its work, and lets through what it is told then. */
class SolverCheckTest {
  private static final int WIDTH = 100;

  private static final Settings DEFAULTS =
      new Settings() {
        @Override
        public <T extends Record> T get(Section<T> section) {
          return section.defaults();
        }
      };

  static Stream<Solver> solvers() {
    return Stream.of(
        new LogisticRegression(), new DiscriminantAnalysis(), new DiscriminantSelfTraining());
  }

  private static Solver.Data data() {
    SplittableRandom random = new SplittableRandom(5);
    List<float[]> x = new ArrayList<>();
    int[] labels = new int[20];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
      float[] row = new float[WIDTH];
      for (int f = 0; f < WIDTH; f++) {
        row[f] = (float) (random.nextDouble() + labels[i]);
      }
      x.add(row);
    }
    return new Solver.Data(x, labels, 2, x);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void isAskedOftenAndEndsAtOnce(Solver solver) {
    AtomicInteger asked = new AtomicInteger();
    solver.solve(DEFAULTS, data(), asked::incrementAndGet);
    int all = asked.get();
    assertTrue(all >= 5, "asked " + all);
    for (int at : new int[] {1, all / 2, all}) {
      asked.set(0);
      IllegalStateException stop = new IllegalStateException("stop");
      assertSame(
          stop,
          assertThrows(
              IllegalStateException.class,
              () ->
                  solver.solve(
                      DEFAULTS,
                      data(),
                      () -> {
                        if (asked.incrementAndGet() == at) {
                          throw stop;
                        }
                      })));
      assertEquals(at, asked.get());
    }
  }
}
