package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.emodna.report.page.PageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackComparisonsTest {
  private static final double EXACT = 1e-12;

  @TempDir private Path folder;

  private Report report() {
    return ReportBuilder.of(folder).build();
  }

  private static Comparison find(Report report, String a, String b) {
    return report.comparisons().stream()
        .filter(c -> c.a().equals(a) && c.b().equals(b))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTextClaimsMethodsAgainstTheStrongestSourceOnlyAndAblationsAgainstTheMethod() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("linear", "baseline", "source-only")
            .column("coral", "baseline", "coral")
            .column("emo-dna", "method", "emo-dna")
            .column("other method", "method", "emo-dna")
            .column("emo-dna without decoupling", "ablation", "emo-dna");
    for (String column :
        List.of("source-only", "coral", "emo-dna", "other method", "emo-dna without decoupling")) {
      store.run("corpus", column, "A>B", 1, "aass", "aaas");
    }
    store.run("corpus", "linear", "A>B", 1, "aass", "aass");
    store.plan();
    assertEquals(
        List.of(
            "emo-dna - linear",
            "other method - linear",
            "emo-dna - source-only",
            "emo-dna - coral",
            "emo-dna without decoupling - emo-dna"),
        report().comparisons().stream().map(c -> c.a() + " - " + c.b()).toList());
  }

  @Test
  void aBaselineWhoseMeanLacksSeedsIsNotTheStrongestWhereOneIsComplete() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("linear", "baseline", "source-only")
            .column("emo-dna", "method", "emo-dna");
    for (String column : List.of("source-only", "linear", "emo-dna")) {
      store.run("corpus", column, "A>B", 1, "aass", column.equals("linear") ? "aass" : "aaas");
      store.run("corpus", column, "B>A", 1, "aass", column.equals("linear") ? "aass" : "aaas");
      store.run("corpus", column, "A>B", 2, "aass", "ssaa");
      if (!column.equals("linear")) {
        store.run("corpus", column, "B>A", 2, "aass", "ssaa");
      }
    }
    store.plan();
    Report report = report();
    assertEquals(
        1, report.tracks().get(0).row("linear").orElseThrow().mean().figures().uar().mean());
    assertEquals("source-only", report.comparisons().get(0).b());
    String page = PageWriter.html(report);
    String head = page.substring(page.indexOf("<header>"), page.indexOf("</header>"));
    assertTrue(head.contains("<b class=\"big\">37.5 %</b>"), head);
    assertFalse(head.contains("linear"), head);
    assertTrue(page.contains("Without seed 2, which not every direction has."));
  }

  @Test
  void speakersAreResampledWhereThreeAreKnown() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("emo-dna", "method", "emo-dna");
    for (String column : List.of("source-only", "emo-dna")) {
      String said = column.equals("emo-dna") ? "aassaa" : "assssa";
      store.run("corpus", column, "A>B", 1, store.speakers(3).scored("aassaa", said, 0.9f));
      store.run("corpus", column, "B>A", 1, store.speakers(2).scored("aassaa", said, 0.9f));
    }
    store.plan();
    Comparison c = find(report(), "emo-dna", "source-only");
    assertEquals(1, c.size().bySpeaker());
    assertTrue(
        c.text().contains("; speakers resampled in 1 of 2, utterances in the rest;"), c::text);
  }

  @Test
  void differencesArePairedOverSeedsAndUtterancesThatBothHave() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("emo-dna", "method", "emo-dna");
    // Seed 3 is the method's alone; the last utterance could not be used in one run.
    store.run("corpus", "emo-dna", "A>B", 1, "aassa", "aassa");
    store.run("corpus", "emo-dna", "A>B", 2, "aassa", "aasaa");
    store.run("corpus", "emo-dna", "A>B", 3, "aassa", "aassa");
    store.run("corpus", "source-only", "A>B", 1, "aassa", "asss-");
    store.run("corpus", "source-only", "A>B", 2, "aassa", "assss");
    // Tasks that only one row has count for nothing.
    store.run("corpus", "emo-dna", "B>A", 1, "aass", "aass");
    store.plan();
    Comparison c = find(report(), "emo-dna", "source-only");
    // Seed 1: anger 1 - 0.5, sadness 0. Seed 2: anger 1 - 0.5, sadness 0.5 - 1.
    assertEquals((0.25 + 0) / 2, c.difference().difference(), EXACT);
    assertEquals(0.125 / Math.sqrt(2 * 0.125 * 0.125), c.difference().effectSize(), EXACT);
    assertEquals(new Comparison.Size(1, 2, 2, 2, 1, 0), c.size());
    assertTrue(Double.isNaN(c.test().p()));
    assertTrue(c.text().startsWith("emo-dna minus source-only: +12.5 points of UAR ["), c::text);
    assertTrue(
        c.text()
            .endsWith(
                "], 1 direction, 2 seeds; utterances resampled; d_z 0.71 over 2 pairs of direction and"
                    + " seed; without 1 utterance that not all of the runs scored under the same"
                    + " label; no test: it needs at least 6 directions with a difference, and there"
                    + " is 1"),
        c::text);
  }

  @Test
  void utterancesArePairedByIdWhereRunsListOthers() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aasa");
    // A fifth utterance, and another label of the first: neither is in both.
    store.run("corpus", "source-only", "A>B", 1, "sassa", "sssas");
    store.plan();
    Comparison c = find(report(), "emo-dna", "source-only");
    // Left are u1 (a): 1 - 0, u2 (s): 1 - 1, u3 (s): 0 - 0.
    assertEquals((1 + 0) / 2.0, c.difference().difference(), EXACT);
    assertEquals(2, c.size().unpaired());
  }

  @Test
  void sixTasksOfOneSignHaveTheSmallestPAndTheTextSaysSo() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("coral", "baseline", "coral")
            .column("emo-dna", "method", "emo-dna");
    for (int t = 0; t < 6; t++) {
      String task = "task " + t;
      store.run("corpus", "emo-dna", task, 1, "aaaaaaasss", "aaaaaaasss");
      String worse = "s".repeat(t + 1) + "a".repeat(6 - t) + "sss";
      store.run("corpus", "source-only", task, 1, "aaaaaaasss", worse);
      store.run("corpus", "coral", task, 1, "aaaaaaasss", "aaaaaaasss");
    }
    store.plan();
    Comparison c = find(report(), "emo-dna", "source-only");
    assertEquals(3.5 / 7 / 2, c.difference().difference(), EXACT);
    assertEquals(0.03125, c.test().p(), EXACT);
    // The other comparison has no difference at all, so it is no test.
    assertEquals(0.03125, c.test().holm(), EXACT);
    assertEquals(1, c.test().family());
    assertEquals(6, c.test().pairs());
    assertTrue(
        c.text()
            .endsWith(
                "Wilcoxon p = 0.031; with Holm's correction for 1 test p = 0.031; with 6 directions p"
                    + " can't be less than 0.031"),
        c::text);
    Comparison none = find(report(), "emo-dna", "coral");
    assertEquals(0, none.difference().low());
    assertEquals(0, none.difference().high());
    assertTrue(Double.isNaN(none.difference().effectSize()));
    assertEquals(0, none.test().pairs());
  }
}
