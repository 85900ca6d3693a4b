package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.emodna.report.page.PageWriter;
import org.emodna.report.tables.Tables;
import org.emodna.runs.RunStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportBuilderTest {
  private static final double EXACT = 1e-12;

  @TempDir private Path folder;

  private Report report() {
    return ReportBuilder.of(folder).build();
  }

  private static Track.Row row(Report report, String name) {
    return report.tracks().get(0).row(name).orElseThrow();
  }

  @Test
  void figuresAreThoseOfThePredictionsWhateverTheScoreFileSays() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    // anger 2 of 3 right, sadness 1 of 1; one without a label, one without a prediction
    Path run = store.run("corpus", "emo-dna", "A>B", 1, "aaas-s", "aasss-");
    Files.writeString(run.resolve("score.json"), "{\"uar\": 0.99}");
    store.plan();
    Track.Cell cell = row(report(), "emo-dna").cells().get(0);
    assertEquals((2.0 / 3 + 1) / 2, cell.figures().uar().mean(), EXACT);
    assertEquals(0.75, cell.figures().war().mean(), EXACT);
    assertEquals((0.8 + 2.0 / 3) / 2, cell.figures().macroF1().mean(), EXACT);
    assertEquals(1, cell.figures().uar().n());
    assertEquals(folder.resolve(cell.runs().get(1L)).toAbsolutePath(), run);
    assertFalse(ReportJson.text(report()).contains(folder.getParent().toString()));
  }

  @Test
  void meansAreMadeSeedBySeedOverTheSeedsThatEveryTaskHas() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass"); // 1
    store.run("corpus", "emo-dna", "A>B", 2, "aass", "asss"); // 0.75
    store.run("corpus", "emo-dna", "A>B", 3, "aass", "ssaa"); // 0
    store.run("corpus", "emo-dna", "B>A", 1, "aass", "asas"); // 0.5
    store.run("corpus", "emo-dna", "B>A", 2, "aass", "aaas"); // 0.75
    store.plan();
    Track.Row row = row(report(), "emo-dna");
    assertEquals(1.75 / 3, row.cells().get(0).figures().uar().mean(), EXACT);
    Figure mean = row.mean().figures().uar();
    assertEquals(Map.of(1L, 0.75, 2L, 0.75), mean.values());
    assertEquals(0.75, mean.mean(), EXACT);
    assertEquals(0, mean.sd(), EXACT);
    assertTrue(row.mean().lacking().isEmpty());
    assertEquals(List.of(3L), row.mean().lackingSeeds());
    assertFalse(row.mean().isComplete());
  }

  @Test
  void aRowWhoseTasksShareNoSeedHasNoMeanAndSaysWhy() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    store.run("corpus", "emo-dna", "B>A", 2, "aass", "asas");
    store.plan();
    Report report = report();
    assertFalse(row(report, "emo-dna").mean().figures().uar().isKnown());
    assertEquals(List.of(1L, 2L), row(report, "emo-dna").mean().lackingSeeds());
    Path out = folder.resolve("report");
    ReportWriter.write(out, Tables.of(report));
    String markdown = Files.readString(out.resolve("results.md"));
    assertTrue(markdown.contains("| 100.0 | 50.0 | – (incomplete) |"), markdown);
    assertTrue(
        markdown.contains(
            "not every direction has seeds 1, 2. It has no mean, since no seed is common to all."),
        markdown);
    String page = PageWriter.html(report);
    assertTrue(page.contains("No mean, since no seed is common to all."), page);
  }

  @Test
  void oneSeedHasNoStandardDeviation() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "asss");
    store.plan();
    JsonNode json = new ObjectMapper().readTree(ReportJson.text(report()));
    assertTrue(json.at("/tracks/0/rows/0/cells/0/uar/sd").isNull());
    assertTrue(json.at("/tracks/0/rows/0/mean/war/sd").isNull());
    assertEquals(0.5, json.at("/details/0/recalls/0/mean").asDouble());
    assertTrue(json.at("/details/0/recalls/0/sd").isNull());
  }

  @Test
  void whatIsMissingOrFailedIsNamedAndTheRestGoesOn() throws Exception {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("emo-dna", "method", "emo-dna")
            .leftOut("corpus", "emo-dna", "fold 1");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    store.failed("corpus", "emo-dna", "A>B", 2);
    store.plan("corpus", "emo-dna", "B>A", 1, "");
    store.plan("corpus", "emo-dna", "B>A", 2, "");
    for (int seed = 1; seed <= 8; seed++) {
      Path run = store.run("corpus", "source-only", "A>B", seed, "aass", "aass");
      Path file = run.resolve("predictions.csv");
      String good = Files.readString(file);
      switch (seed) {
        case 1 -> Files.write(file, new byte[0]);
        case 2 -> Files.writeString(file, good.substring(0, good.length() - 9));
        case 3 -> Files.writeString(file, good.replace("0.9", "NaN"));
        case 4 -> Files.write(file, new byte[] {'i', 'd', (byte) 0xC3, (byte) 0x28, '\n'});
        case 5 -> Files.writeString(file, good.replace("sadness", "boredom"));
        case 6 -> Files.writeString(run.resolve("run.json"), "{\"format\": \"emod");
        case 7 -> Files.writeString(file, good.substring(0, good.lastIndexOf("u3")));
        default -> Files.writeString(run.resolve("epochs.csv"), "epoch,step\n1,x\n");
      }
    }
    store.plan();
    Report report = report();
    List<About.Failure> failures = report.about().gaps().failures();
    assertEquals(9, failures.size(), failures::toString);
    assertEquals(
        "epoch 3: the weights are no longer numbers; lower it",
        failures.stream()
            .filter(f -> f.row().equals("emo-dna"))
            .findFirst()
            .orElseThrow()
            .problem());
    for (About.Failure failure : failures) {
      assertFalse(failure.problem().contains(folder.toString()), failure::problem);
      assertTrue(
          failure.row().equals("emo-dna")
              || failure.problem().endsWith("; delete its folder, and reproduce trains it again"),
          failure::problem);
      assertTrue(Files.isDirectory(folder.resolve(failure.run())), failure::run);
    }
    assertFalse(row(report, "source-only").mean().figures().uar().isKnown());
    assertEquals(1, row(report, "emo-dna").cells().get(0).figures().uar().n());
    assertEquals(List.of("B>A"), row(report, "emo-dna").mean().lacking());
    assertEquals(
        List.of(
            new About.Missing("corpus", "emo-dna", "B>A", List.of(1L, 2L), "has not run yet"),
            new About.Missing("corpus", "emo-dna", "fold 1", List.of(), "adapts to a target")),
        report.about().gaps().missing());
    assertEquals("C", report.about().gaps().missingCorpora().get(0).name());
  }

  @Test
  void aTaskMayBeLeftOutInEveryRow() throws Exception {
    TestStore store =
        new TestStore(folder)
            .column("emo-dna", "method", "emo-dna")
            .leftOut(null, null, "A>C")
            .leftOut("corpus", "emo-dna", null)
            .leftOut("corpus", null, "A>B");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    store.plan();
    Report report = report();
    // The last one is run all the same.
    assertEquals(
        List.of(
            new About.Missing("", "", "A>C", List.of(), "adapts to a target"),
            new About.Missing("corpus", "emo-dna", "", List.of(), "adapts to a target")),
        report.about().gaps().missing());
    Path out = folder.resolve("report");
    ReportWriter.write(out, Tables.of(report));
    String markdown = Files.readString(out.resolve("results.md"));
    assertTrue(markdown.contains("- A&gt;C: adapts to a target\n"), markdown);
    String page = PageWriter.html(report);
    assertTrue(page.contains("Missing runs, and what was left out"), page);
    assertTrue(page.contains("Some tasks or cells were "), page);
    assertFalse(page.contains(" lack runs."), page);
  }

  @Test
  void aRunOfAnotherSeedThanThePlanSaysIsRefused() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    Path plan = store.plan();
    Files.writeString(plan, Files.readString(plan).replace("\"1\" :", "\"9\" :"));
    About.Failure failure = report().about().gaps().failures().get(0);
    assertTrue(failure.problem().contains("has the seed 1, but the plan says 9"), failure::problem);
  }

  @Test
  void theNewestPlanCountsAndAnOlderRunStandsInForOneThatIsNotThere() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "ssss"); // 0.5
    store.run("corpus", "emo-dna", "A>B", 2, "aass", "ssss");
    store.plan();
    store.made("2026-02-01T00:00:00Z").device("cuda");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass"); // 1
    store.plan("corpus", "emo-dna", "A>B", 2, "");
    store.run("corpus", "emo-dna", "A>B", 3, "aass", "aass");
    store.plan();
    Report report = report();
    assertEquals(
        Map.of(1L, 1.0, 2L, 0.5, 3L, 1.0),
        row(report, "emo-dna").cells().get(0).figures().uar().values());
    List<String> notes = report.about().notes();
    assertTrue(
        notes.contains("Table 'corpus' has runs from different devices (cpu: 1, cuda: 2)."),
        notes::toString);
    assertEquals("2026-02-01T00:00:00Z", report.about().made());
    assertEquals(2, report.hardware().size());
    assertEquals(20, report.hardware().get(0).seconds());
  }

  @Test
  void publishedRowsStandBesideAndBestSeedsOnlyBesideBestCases() {
    Map<String, Map<String, Double>> figures = Map.of("A>B", Map.of("uar", 50.4, "war", 43.9));
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "asss");
    store.run("corpus", "emo-dna", "A>B", 2, "aass", "aass");
    store.published("TIM-Net", false, figures).plan();
    assertEquals(
        List.of("emo-dna", "TIM-Net"),
        report().tracks().get(0).rows().stream().map(Track.Row::name).toList());

    store.made("2026-02-01T00:00:00Z").run("corpus", "emo-dna", "A>B", 1, "aass", "asss");
    store.published("CAAM", true, figures).plan();
    Report report = report();
    Track.Row best = row(report, "emo-dna, best of 2 seeds");
    assertEquals("best of seeds", best.kind());
    assertEquals(1, best.cells().get(0).figures().uar().mean());
    assertEquals(List.of(2L), List.copyOf(best.cells().get(0).runs().keySet()));
    assertEquals(0.504, row(report, "CAAM").cells().get(0).figures().uar().mean(), EXACT);
    assertEquals(0.439, row(report, "CAAM").mean().figures().war().mean(), EXACT);
    assertFalse(row(report, "CAAM").mean().figures().macroF1().isKnown());
  }

  @Test
  void whatRunsCouldNotUseAndWarnedOfIsListedOnce() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    ObjectMapper mapper = new ObjectMapper();
    for (int seed = 1; seed <= 2; seed++) {
      Path file = store.run("corpus", "emo-dna", "A>B", seed, "aass", "aass").resolve("run.json");
      ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
      json.putArray("unusable")
          .addObject()
          .put("path", "/home/someone/A/wav/1.wav")
          .put("reason", "is no audio file");
      if (seed == 2) {
        json.putArray("warnings").add("all were taken for anger");
      }
      mapper.writeValue(file.toFile(), json);
    }
    store.plan();
    Report report = report();
    About.Gaps gaps = report.about().gaps();
    assertEquals(List.of(new About.Unusable("wav/1.wav", "is no audio file", 2)), gaps.unusable());
    assertEquals(List.of(new About.Warning("all were taken for anger", 1)), gaps.warnings());
    Path out = folder.resolve("report");
    ReportWriter.write(out, Tables.of(report));
    String markdown = Files.readString(out.resolve("results.md"));
    assertTrue(markdown.contains("- wav/1.wav: is no audio file (2 runs)\n"), markdown);
    assertTrue(markdown.contains("- all were taken for anger (1 run)\n"), markdown);
    assertTrue(PageWriter.html(report).contains("Recordings that runs could not use"));
  }

  @Test
  void detailsAddUpOverSeeds() {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aaas", "aass");
    store.run("corpus", "emo-dna", "A>B", 2, "aaas", "aaas");
    store.plan();
    Detail detail = report().details().get(0);
    assertEquals(List.of(List.of(5L, 1L), List.of(0L, 2L)), detail.confusion());
    assertEquals(5.0 / 6, detail.recalls().get(0).mean(), EXACT);
    assertEquals(Math.sqrt(2) / 6, detail.recalls().get(0).sd(), EXACT);
    assertEquals(3, detail.recalls().get(0).n());
    // s0 has utterances 0 and 2, s1 has 1 and 3.
    assertEquals(new Detail.Speaker("s0", 0.75, 2, 1), detail.speakers().get(0));
    assertEquals(new Detail.Speaker("s1", 1, 2, 2), detail.speakers().get(1));
    assertEquals(8, detail.calibration().bins().get(13).n());
    assertEquals(0.9 - 7.0 / 8, detail.calibration().ece(), 1e-6);
  }

  @Test
  void theSameStoreGivesTheSameReportAtAnyNumberOfThreads() throws Exception {
    new SyntheticStore(folder).write();
    String first = ReportJson.text(report());
    for (int threads : new int[] {1, 5}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertEquals(first, pool.submit(() -> ReportJson.text(report())).get());
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void jsonHasNullForWhatIsNotKnownAndNamesOfAnyKind() throws Exception {
    String name = "<script>alert('x')</script>\n../\u2028\"=1+1";
    TestStore store = new TestStore(folder).column(name, "method", "emo-dna");
    store.run("corpus", name, "A>B", 1, "aaaa", "aasa");
    store.plan("corpus", name, "B>A", 1, "");
    store.plan();
    JsonNode json = new ObjectMapper().readTree(ReportJson.text(report()));
    JsonNode row = json.at("/tracks/0/rows/0");
    assertEquals(name, row.get("name").asText());
    assertTrue(row.at("/cells/1/uar/mean").isNull());
    assertEquals(0.75, row.at("/cells/0/uar/mean").asDouble());
    assertTrue(row.at("/cells/0/macro_f1/values/1").isNumber());
    assertTrue(json.at("/details/0/recalls/1/mean").isNull());
    assertEquals("A>B", json.at("/details/0/task").asText());
    assertFalse(ReportJson.text(report()).contains("NaN"));
  }

  @Test
  void aPlanThatCantBeReadIsNotedWhereThereIsAnotherAndAnErrorWhereThereIsNone() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    Path plan = store.plan();
    Files.writeString(folder.resolve("plans/000000000000.json"), "[".repeat(100_000));
    assertTrue(report().about().notes().get(0).startsWith("A plan was left out. plans/0000"));
    Files.delete(plan);
    RunStoreException e = assertThrows(RunStoreException.class, this::report);
    assertTrue(e.getMessage().contains("000000000000.json"), e::getMessage);
  }

  @Test
  void aFolderWithoutAStoreIsAnError() {
    assertThrows(RunStoreException.class, this::report);
  }

  @Test
  void changesAreAgainstTheSameTasksOfTheOtherStore(@TempDir Path other) {
    TestStore here = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    here.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    here.run("corpus", "emo-dna", "B>A", 1, "aass", "aass");
    here.plan();
    TestStore there = new TestStore(other).column("emo-dna", "method", "emo-dna");
    there.run("corpus", "emo-dna", "A>B", 1, "aass", "asss");
    there.plan();
    List<Change> changes = ReportBuilder.of(folder).compare(other).build().changes();
    assertEquals(1, changes.size(), changes::toString);
    assertEquals("A>B", changes.get(0).task());
    assertEquals(1, changes.get(0).here().mean());
    assertEquals(0.75, changes.get(0).there().mean());
  }
}
