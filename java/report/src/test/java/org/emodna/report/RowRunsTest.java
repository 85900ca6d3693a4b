package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of stores with several plans: no mean is over runs with different settings. */
class RowRunsTest {
  @TempDir private Path folder;

  private Report report() {
    return ReportBuilder.of(folder).build();
  }

  private static Track.Row row(Report report) {
    return report.tracks().get(0).row("emo-dna").orElseThrow();
  }

  private static Map<Long, Double> uar(Report report, int task) {
    return row(report).cells().get(task).figures().uar().values();
  }

  private TestStore twoSeedsAndTwoTasks() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    for (String task : List.of("A>B", "B>A")) {
      store.run("corpus", "emo-dna", task, 1, "aass", "ssss"); // 0.5
      store.run("corpus", "emo-dna", task, 2, "aass", "ssss");
    }
    store.plan();
    return store.made("2026-02-01T00:00:00Z");
  }

  @Test
  void aTrialWithOtherSettingsHasTheRowToItself() {
    TestStore store = twoSeedsAndTwoTasks().epochs(1).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "asss"); // 0.75
    store.plan("corpus", "emo-dna", "A>B", 3, "");
    store.plan();
    Report report = report();
    assertEquals(Map.of(1L, 0.75), uar(report, 0));
    assertEquals(
        List.of("A>B"), report.tracks().get(0).tasks().stream().map(Track.Task::name).toList());
    String note = report.about().notes().get(0);
    assertTrue(
        note.startsWith(
            "emo-dna, track corpus: the store has 4 runs with other settings, which are left out."
                + " Different: schedule.epochs. Plan: 2026-01-01T00:00:00Z (plans/"),
        note);
    assertEquals(
        List.of(new About.Missing("corpus", "emo-dna", "A>B", List.of(3L), "has not run yet")),
        report.about().gaps().missing());
  }

  @Test
  void otherSettingsStayOutThoughNoneOfTheNewRunsIsThereYet() {
    TestStore store = twoSeedsAndTwoTasks().epochs(1).column("emo-dna", "method", "emo-dna");
    store.plan("corpus", "emo-dna", "A>B", 1, "");
    store.plan();
    Report report = report();
    assertEquals(Map.of(), uar(report, 0));
    assertTrue(report.about().notes().get(0).contains("Different: schedule.epochs."));
  }

  @Test
  void runsOfOlderPlansCountWhereTheirSettingsAreEqual() {
    TestStore store = twoSeedsAndTwoTasks().device("cuda");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "asss"); // 0.75
    store.plan("corpus", "emo-dna", "A>B", 2, "");
    store.run("corpus", "emo-dna", "A>B", 3, "aass", "aass"); // 1
    store.plan();
    Report report = report();
    assertEquals(Map.of(1L, 0.75, 2L, 0.5, 3L, 1.0), uar(report, 0));
    // Only the older plan has this task.
    assertEquals(Map.of(1L, 0.5, 2L, 0.5), uar(report, 1));
    assertEquals(
        List.of(
            "Table 'corpus' has runs from different devices (cpu: 3, cuda: 2).",
            "Table 'corpus' has runs from different instruction sets (9.0: 2, avx2: 3)."),
        report.about().notes());
  }

  @Test
  void runsOnOtherRecordingsStayOut() {
    TestStore store = twoSeedsAndTwoTasks().recordings("cd34");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "asss"); // 0.75
    store.plan("corpus", "emo-dna", "B>A", 1, "");
    store.plan();
    Report report = report();
    assertEquals(Map.of(1L, 0.75), uar(report, 0));
    assertEquals(Map.of(), uar(report, 1));
    String note = report.about().notes().get(0);
    assertTrue(note.contains("has 4 runs with other settings"), note);
    assertTrue(note.contains("Different: corpora of B>A, source."), note);
  }

  @Test
  void theNumericsCountAsASetting() {
    TestStore store = twoSeedsAndTwoTasks().numerics(2);
    store.run("corpus", "emo-dna", "A>B", 2, "aass", "asss");
    store.plan();
    assertEquals(Map.of(2L, 0.75), uar(report(), 0));
    assertTrue(report().about().notes().get(0).contains("Different: numerics."));
  }
}
