package org.emodna.report.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with scikit-learn 1.2 (src/test/python/tsne_goldens.py) and tries odd points. */
class TsneTest {
  private record Golden(double[][] points, double[] p, Map<String, String> figures) {
    static Golden read(String name) throws Exception {
      try (var in =
              Objects.requireNonNull(
                  TsneTest.class.getResourceAsStream("tsne-" + name + ".safetensors"));
          SafeTensorsFile file = SafeTensorsFile.open(in.readAllBytes(), name)) {
        int n = (int) file.info("points").shape()[0];
        double[] values = file.toDoubleArray("points");
        int width = values.length / n;
        double[][] points =
            IntStream.range(0, n)
                .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
                .toArray(double[][]::new);
        return new Golden(points, file.toDoubleArray("p"), file.metadata());
      }
    }

    double figure(String name) {
      return Double.parseDouble(figures.get(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusters", "helix"})
  void probabilitiesAreThoseOfScikitLearn(String name) throws Exception {
    Golden golden = Golden.read(name);
    double[][] p = JointProbabilities.of(golden.points, golden.figure("perplexity"));
    double sum = 0;
    int at = 0;
    for (int i = 0; i < p.length; i++) {
      assertEquals(0, p[i][i]);
      for (int j = i + 1; j < p.length; j++) {
        assertEquals(golden.p[at], p[i][j], 1e-6 * golden.p[at] * 500 + 1e-12, i + ", " + j);
        assertEquals(golden.p[at++], p[i][j], 1e-6);
        sum += 2 * p[i][j];
      }
    }
    assertEquals(golden.p.length, at);
    assertEquals(1, sum, 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusters", "helix"})
  void picturesAreAsGoodAsScikitLearns(String name) throws Exception {
    Golden golden = Golden.read(name);
    Tsne.Result result = Tsne.of(golden.points, golden.figure("perplexity"));
    double trust = trustworthiness(golden.points, result.points(), 10);
    System.out.printf(
        "%s: divergence %.4f (scikit-learn %.4f), trustworthiness %.4f (%.4f)%n",
        name,
        result.divergence(),
        golden.figure("divergence"),
        trust,
        golden.figure("trustworthiness"));
    assertEquals(
        golden.figure("divergence"), result.divergence(), 0.05 * golden.figure("divergence"));
    assertTrue(trust >= golden.figure("trustworthiness") - 0.02, "trustworthiness " + trust);
    double[][] again = Tsne.of(golden.points, golden.figure("perplexity")).points();
    assertTrue(Arrays.deepEquals(result.points(), again), "other bits the second time");
  }

  /** Its definition, by ranks (Venna and Kaski, 2001). */
  private static double trustworthiness(double[][] points, double[][] picture, int k) {
    int n = points.length;
    double penalty = 0;
    for (int i = 0; i < n; i++) {
      int[] inPoints = neighbours(points, i);
      int[] rank = new int[n];
      IntStream.range(0, n - 1).forEach(r -> rank[inPoints[r]] = r + 1);
      int[] inPicture = neighbours(picture, i);
      for (int r = 0; r < k; r++) {
        penalty += Math.max(0, rank[inPicture[r]] - k);
      }
    }
    return 1 - penalty * 2 / (n * k * (2.0 * n - 3 * k - 1));
  }

  private static int[] neighbours(double[][] points, int i) {
    return IntStream.range(0, points.length)
        .filter(j -> j != i)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> distance(points[i], points[j])))
        .mapToInt(j -> j)
        .toArray();
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(d -> (a[d] - b[d]) * (a[d] - b[d])).sum();
  }

  @Test
  void principalComponentsOfAPlaneAreTheplane() {
    double[][] points = new double[40][];
    for (int i = 0; i < points.length; i++) {
      double a = 3 * Math.cos(i);
      double b = Math.sin(i * 0.7);
      points[i] = new double[] {a * 0.6 - b * 0.8, 5, a * 0.8 + b * 0.6};
    }
    double[][] components = PrincipalComponents.of(points);
    // Distances are kept, up to the scale, which start() sets anyway.
    double scale = distance(components[0], components[1]) / distance(points[0], points[1]);
    for (int i = 2; i < points.length; i++) {
      assertEquals(
          distance(points[0], points[i]) * scale, distance(components[0], components[i]), 1e-9);
    }
    double along = Arrays.stream(components).mapToDouble(c -> c[0] * c[0]).sum();
    double across = Arrays.stream(components).mapToDouble(c -> c[1] * c[1]).sum();
    assertTrue(along > 2 * across);
    assertEquals(0, Arrays.stream(components).mapToDouble(c -> c[0] * c[1]).sum(), 1e-9);
  }

  @Test
  void oddPointsHavePicturesToo() {
    double[][] same = new double[20][3];
    double[][] line = new double[20][1];
    double[][] huge = new double[20][2];
    double[][] pairs = new double[60][2];
    for (int i = 0; i < 60; i++) {
      if (i < 20) {
        line[i][0] = i;
        huge[i] = new double[] {i * 1e38, -i * i * 1e37};
      }
      pairs[i] = new double[] {i < 50 ? 0 : i, 0}; // 50 in one place, perplexity 5
    }
    for (double[][] points : new double[][][] {same, line, huge, pairs}) {
      Tsne.Result result = Tsne.of(points, 5);
      for (double[] point : result.points()) {
        assertTrue(Double.isFinite(point[0]) && Double.isFinite(point[1]));
      }
      assertTrue(Double.isFinite(result.divergence()));
      assertTrue(Arrays.stream(result.points()).anyMatch(p -> p[0] != result.points()[0][0]));
    }
    assertArrayEquals(Tsne.of(same, 5).points()[3], Tsne.of(same, 5).points()[3]);
  }

  @Test
  void whatCannotBeProjectedIsRefused() {
    double[][] points = new double[10][2];
    assertThrows(IllegalArgumentException.class, () -> Tsne.of(points, 10));
    assertThrows(IllegalArgumentException.class, () -> Tsne.of(points, 0.5));
    assertThrows(IllegalArgumentException.class, () -> Tsne.of(new double[3][2], 2));
    points[3][1] = Double.NaN;
    assertThrows(IllegalArgumentException.class, () -> Tsne.of(points, 3));
    points[3] = new double[3];
    assertThrows(IllegalArgumentException.class, () -> Tsne.of(points, 3));
  }
}
