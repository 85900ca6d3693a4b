package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.runs.EpochTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatorCorrelationsTest {
  private static final double EXACT = 1e-12;

  @TempDir private Path folder;

  private ValidatorQuality quality(Report report) {
    assertEquals(1, report.validators().size());
    return report.validators().get(0);
  }

  /** Epochs in which the validator falls while the UAR rises, with the given last value. */
  private static EpochTable epochs(double last, int n) {
    EpochTable.Builder table = EpochTable.builder();
    for (int e = 1; e <= n; e++) {
      table.add(
          e, e, Map.of("validator.entropy", last + n - e, "scored.uar", 0.1 * e, "loss", 1.0 / e));
    }
    return table.build();
  }

  private void runs(TestStore store, String task, List<String> said, double... entropies) {
    for (int i = 0; i < entropies.length; i++) {
      store.run(
          "corpus",
          "emo-dna",
          task,
          i + 1,
          store.scored("aass", said.get(i), 0.9f),
          epochs(entropies[i], 5));
    }
  }

  @Test
  void correlationsAreOverRunsWithinTasksAndOverEpochs() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    List<String> better = List.of("ssaa", "asaa", "asas", "aaas");
    runs(store, "A>B", better, 4, 3, 2, 1);
    runs(store, "B>A", better, 11, 12, 13, 14);
    store.plan();
    ValidatorQuality quality = quality(report());
    assertEquals("entropy", quality.name());
    // scipy.stats.spearmanr([4,3,2,1,11,12,13,14],[0,.25,.5,.75]*2) = 0.0
    assertEquals(0, quality.overRuns().spearman(), EXACT);
    assertEquals(8, quality.overRuns().n());
    assertEquals(new ValidatorQuality.Correlation(0, 2), quality.withinTasks());
    assertEquals(-1, quality.withinRuns().spearman(), EXACT);
    assertEquals(8, quality.withinRuns().n());
  }

  private Report report() {
    return ReportBuilder.of(folder).build();
  }

  @Test
  void aValueCountsAtTheEpochOfThePredictionsAlone() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    List<String> better = List.of("ssaa", "asaa", "asas", "aaas");
    for (int i = 0; i < 4; i++) {
      EpochTable table =
          EpochTable.builder()
              .add(1, 1, Map.of("validator.entropy", 4.0 - i))
              .add(2, 2, Map.of("validator.entropy", 1.0 + i))
              // The predictions are of an epoch in which the validator was not taken.
              .add(3, 3, Map.of("loss", 1.0))
              .build();
      store.selected(i == 3 ? 3 : 1);
      store.run("corpus", "emo-dna", "A>B", i + 1, store.scored("aass", better.get(i), 1), table);
    }
    store.selected(1);
    store.run(
        "corpus",
        "emo-dna",
        "A>B",
        5,
        store.scored("aass", "aass", 1),
        EpochTable.builder().add(1, 1, Map.of("validator.entropy", 0.0)).build());
    store.plan();
    ValidatorQuality quality = quality(report());
    assertEquals(4, quality.overRuns().n());
    assertEquals(-1, quality.overRuns().spearman(), EXACT);
  }

  @Test
  void threeRunsAreTooFew() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    runs(store, "A>B", List.of("ssaa", "asaa", "asas"), 3, 2, 1);
    store.plan();
    ValidatorQuality quality = quality(report());
    assertTrue(Double.isNaN(quality.overRuns().spearman()));
    assertEquals(3, quality.overRuns().n());
    assertEquals(0, quality.withinTasks().n());
  }

  @Test
  void aRunThatTwoColumnsShareCountsOnce() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    runs(store, "A>B", List.of("ssaa", "asaa", "asas", "aaas"), 4, 3, 2, 1);
    Path plan = store.plan();
    String text = java.nio.file.Files.readString(plan);
    java.nio.file.Files.writeString(
        folder.resolve("plans/111111111111.json"),
        text.replace("\"column\" : \"emo-dna\"", "\"column\" : \"same\""));
    Report report = report();
    assertEquals(2, report.details().size());
    assertEquals(4, quality(report).overRuns().n());
    assertEquals(4, report.hardware().get(0).runs());
  }

  @Test
  void curvesAreMeansOverTheSeedsThatHaveTheEpoch() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, store.scored("as", "as", 0.9f), epochs(1, 2));
    store.run("corpus", "emo-dna", "A>B", 2, store.scored("as", "as", 0.9f), epochs(2, 3));
    store.plan();
    Detail.Curves curves = report().details().get(0).curves();
    assertEquals(List.of(1, 2, 3), curves.epochs());
    assertEquals(List.of(3.0, 2.0, 2.0), curves.series().get("validator.entropy"));
  }
}
