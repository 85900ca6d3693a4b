package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emodna.report.page.PageWriter;
import org.emodna.report.tables.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The written files, over a store whose every figure is known. */
class ReportFilesTest {
  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void write() {
    TestStore store =
        new TestStore(folder)
            .column("source-only", "baseline", "source-only")
            .column("emo|dna", "method", "emo-dna")
            .published("TIM-Net", true, Map.of("A>B", Map.of("uar", 50.4, "war", 43.9)));
    store.run("corpus", "source-only", "A>B", 1, "aaas", "aaaa"); // 0.5, WAR 3/4
    store.run("corpus", "source-only", "A>B", 2, "aaas", "sssa"); // 0
    store.run("corpus", "emo|dna", "A>B", 1, "aaas", "aass"); // 5/6, WAR 3/4
    store.run("corpus", "emo|dna", "A>B", 2, "aaas", "aaas"); // 1
    store.run("corpus", "emo|dna", "B>A", 1, "aass", "aass"); // 1
    store.failed("corpus", "source-only", "B>A", 1);
    store.plan("corpus", "source-only", "B>A", 2, "");
    store.plan();
    out = folder.resolve("report");
    ReportWriter.write(out, Tables.of(ReportBuilder.of(folder).build()));
  }

  private List<String> lines(String file) throws Exception {
    return Files.readAllLines(out.resolve(file));
  }

  @Test
  void markdownHasATableEachOfUarAndWarWithRowsMarkedForWhatTheyAre() throws Exception {
    List<String> lines = lines("results.md");
    assertTrue(lines.contains("| row | kind | A&gt;B | B&gt;A | mean |"), lines::toString);
    assertTrue(
        lines.contains("| source-only | baseline | 25.0 ± 35.4 | – | 25.0 ± 35.4 (incomplete) |"),
        lines::toString);
    assertTrue(lines.contains("| emo\\|dna | method | 91.7 ± 11.8 | 100.0 | 91.7 (incomplete) |"));
    assertTrue(lines.contains("| emo\\|dna | method | 87.5 ± 17.7 | 100.0 | 87.5 (incomplete) |"));
    assertTrue(lines.contains("| TIM-Net | published, best case | 50.4 | – | 50.4 (incomplete) |"));
    assertTrue(
        lines.contains("| emo\\|dna, best of 2 seeds | best of seeds | 100.0 | 100.0 | 100.0 |"));
    assertTrue(lines.contains("- **TIM-Net**: published, a best case; best of 10 runs; a paper."));
    assertTrue(
        lines.contains(
            "- **emo\\|dna** is incomplete: not every direction has seed 2. Its mean is over the rest and"
                + " can't be compared with those of other rows."));
    assertTrue(
        lines.stream()
            .anyMatch(l -> l.startsWith("- **source-only** is incomplete: it lacks 1 of 2")));
    assertTrue(
        lines.stream()
            .anyMatch(l -> l.startsWith("- emo\\|dna minus source-only: +66.7 points of UAR [")),
        lines::toString);
    assertTrue(
        lines.contains(
            "- corpus, source-only, B&gt;A, seed 1: epoch 3: the weights are no longer numbers; lower it"));
    assertTrue(lines.contains("- corpus, source-only, B&gt;A, seeds 2: has not run yet"));
  }

  @Test
  void csvHasALineForEachFigureAndForEachRun() throws Exception {
    List<String> figures = lines("results.csv");
    assertEquals("track,row,kind,task,metric,mean,sd,n", figures.get(0));
    assertTrue(figures.contains("corpus,emo|dna,method,B>A,uar,1.0,,1"));
    assertTrue(
        figures.contains(
            "corpus,source-only,baseline,mean of incomplete row,uar,0.25,0.3535533905932738,2"));
    assertTrue(
        figures.stream()
            .anyMatch(
                l ->
                    l.startsWith("corpus,emo|dna,method,mean of incomplete row,uar,0.91666")
                        && l.endsWith(",,1")),
        figures::toString);
    assertTrue(figures.contains("corpus,TIM-Net,\"published, best case\",A>B,war,0.439,,0"));
    List<String> runs = lines("runs.csv");
    assertEquals(1 + 5 + 2, runs.size());
    assertTrue(
        runs.stream()
            .anyMatch(l -> l.startsWith("corpus,source-only,baseline,A>B,1,done,0.5,0.75,")));
    assertTrue(
        runs.stream().anyMatch(l -> l.startsWith("corpus,source-only,,B>A,1,failed,,,,runs/")));
    assertTrue(runs.contains("corpus,source-only,,B>A,2,missing,,,,,has not run yet"));
  }

  @Test
  void latexHasTablesOfTheSameFigures() throws Exception {
    List<String> lines = lines("results.tex");
    assertTrue(
        lines.contains(
            " source-only & baseline & 25.0 $\\pm$ 35.4 & -- & 25.0 $\\pm$ 35.4$^{*}$ \\\\"),
        lines::toString);
    assertTrue(lines.contains(" emo|dna & method & 91.7 $\\pm$ 11.8 & 100.0 & 91.7$^{*}$ \\\\"));
    assertTrue(
        lines.stream()
            .anyMatch(
                l ->
                    l.endsWith(
                        " $^{*}$ Incomplete mean: source-only without 1 direction; emo|dna without"
                            + " seed 2; source-only, best of 2 seeds without 1 direction; TIM-Net without 1 direction.}")),
        lines::toString);
    assertEquals(2, lines.stream().filter("\\begin{table*}"::equals).count());
    assertEquals(2, lines.stream().filter("\\end{table*}"::equals).count());
  }

  @Test
  void filesAreReplacedAndNothingElseIsLeft() throws Exception {
    byte[] json = Files.readAllBytes(out.resolve("report.json"));
    ReportWriter.write(out, Tables.of(ReportBuilder.of(folder).build()));
    assertEquals(new String(json), Files.readString(out.resolve("report.json")));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("report.json", "results.csv", "results.md", "results.tex", "runs.csv"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theStoresOwnFoldersAreNoPlaceForAReport() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, folder.resolve("runs"));
    Report report = ReportBuilder.of(folder).build();
    for (Path own :
        List.of(
            folder.resolve("runs"),
            folder.resolve("report/../plans/new"),
            folder.resolve("work"),
            link.resolve("x"))) {
      ReportException e =
          assertThrows(
              ReportException.class, () -> PageWriter.output(report, folder, own), own::toString);
      assertTrue(e.getMessage().contains("lies in the store's own folder"), e::getMessage);
    }
    ReportWriter.requireOutside(folder, folder.resolve("runs-report"));
    ReportWriter.requireOutside(folder, folder.resolve("report"));
  }

  @Test
  void aPlaceThatCantBeWrittenToIsAnErrorThatNamesIt() {
    Path file = out.resolve("results.md");
    ReportException e =
        assertThrows(
            ReportException.class,
            () -> ReportWriter.write(file, Tables.of(ReportBuilder.of(folder).build())));
    assertTrue(e.getMessage().startsWith(file + ": the report can't be written"), e::getMessage);
    assertThrows(IllegalArgumentException.class, () -> new ReportWriter.Output("../x", out -> {}));
    assertFalse(Files.exists(folder.resolve("x")));
  }
}
