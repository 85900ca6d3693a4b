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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emodna.report.tables.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that somebody made to do harm. */
class HostileStoreTest {
  private static final String ROW = "=cmd|' /C calc'!A0 <script>alert(1)</script>";
  private static final String TASK = "../../x\n| a | \\input{/etc/passwd} ![i](http://x/y)";
  private static final String BASELINE = "source-only\",\n\r\u0000@SUM(A1)";

  @TempDir private Path outside;
  private Path folder;

  /** A name that climbs out of the store or its report must still be seen. */
  @BeforeEach
  void deep() throws Exception {
    folder = Files.createDirectories(outside.resolve("a/b/c"));
  }

  private Path written() {
    Path out = folder.resolve("report");
    ReportWriter.write(out, Tables.of(ReportBuilder.of(folder).build()));
    return out;
  }

  @Test
  void namesDoNothingInAnyFile() throws Exception {
    TestStore store =
        new TestStore(folder)
            .column(ROW, "method", "emo-dna")
            .column(BASELINE, "baseline", "source-only")
            .published(ROW, true, Map.of(TASK, Map.of("uar", Double.NaN, "war", 1.0)));
    store.run("<b>track</b>", ROW, TASK, 1, "aass", "aass");
    store.run("<b>track</b>", BASELINE, TASK, 1, "aass", "asss");
    store.failed("<b>track</b>", ROW, TASK, 2);
    store.plan();
    Path out = written();

    String markdown = Files.readString(out.resolve("results.md"));
    assertFalse(markdown.contains("<"), markdown);
    assertFalse(markdown.contains("![i]"), markdown);
    for (String line : markdown.split("\n")) {
      if (line.startsWith("| =cmd")) {
        assertEquals(5, line.split("(?<!\\\\)\\|").length, line);
      }
    }
    for (String file : List.of("results.csv", "runs.csv")) {
      for (List<String> record : records(Files.readString(out.resolve(file)))) {
        assertEquals(file.equals("runs.csv") ? 11 : 8, record.size(), record::toString);
        for (String cell : record) {
          assertFalse(cell.startsWith("=") || cell.startsWith("@"), cell);
        }
      }
    }
    String latex = Files.readString(out.resolve("results.tex"));
    assertFalse(latex.contains("\\input"), latex);
    try (Stream<Path> all = Files.walk(outside)) {
      assertTrue(all.noneMatch(path -> path.endsWith("x")));
    }
    JsonNode json = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    assertEquals(TASK, json.at("/tracks/0/tasks/0/name").asText());
  }

  /** What RFC 4180 makes of a file. */
  private static List<List<String>> records(String csv) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
        if (doubled) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\n')) {
        record.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          records.add(record);
          record = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    assertTrue(record.isEmpty() && !quoted, "the last line has an end");
    return records;
  }

  @Test
  void tenMegabytesOfWarningsAreReadAndNotShown() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    Path run = store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    store.plan();
    ObjectMapper mapper = new ObjectMapper();
    Path file = run.resolve("run.json");
    ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    json.putArray("warnings").add("w".repeat(10 << 20));
    mapper.writeValue(file.toFile(), json);
    assertTrue(Files.size(written().resolve("report.json")) < 10_000);
  }

  @Test
  void predictionsOfOtherRecordingsOrLabelsAreRefused() throws Exception {
    TestStore store =
        new TestStore(folder).recognised("ef56").column("emo-dna", "method", "emo-dna");
    for (int seed = 1; seed <= 4; seed++) {
      Path run = store.run("corpus", "emo-dna", "A>B", seed, "aass", "aass");
      Path file = run.resolve("predictions.csv");
      String good = Files.readString(file);
      if (seed == 2) {
        Files.writeString(file, good.replace("sadness,sadness", "anger,sadness"));
      } else if (seed == 3) {
        Files.writeString(file, good.replace("u1,", "u0,"));
      }
    }
    store.plan();
    Report report = ReportBuilder.of(folder).build();
    assertEquals(
        List.of(1L, 4L),
        List.copyOf(report.tracks().get(0).rows().get(0).cells().get(0).runs().keySet()));
    List<About.Failure> failures = report.about().gaps().failures();
    assertTrue(
        failures
            .get(0)
            .problem()
            .endsWith(
                "predictions.csv: differs in recordings or labels from other runs that recognised"
                    + " the same; delete its folder, and reproduce trains it again"),
        failures::toString);
    assertTrue(failures.get(1).problem().contains("has the recording u0 twice"));
    assertEquals(0, report.details().get(0).recalls().get(0).sd());
  }

  @Test
  void aPlanThatPointsOutOfTheStoreIsNotFollowed() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    Path run = store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    Path plan = store.plan();
    String text = Files.readString(plan);
    Files.writeString(
        folder.resolve("plans/999999999999.json"),
        text.replace(run.getFileName().toString(), "../../../../../../../../etc/passwd"));
    List<String> notes = ReportBuilder.of(folder).build().about().notes();
    assertTrue(notes.get(0).contains("is not 32 hexadecimal digits"), notes::toString);
  }

  @Test
  void aPlanWithoutNamesIsAnErrorThatSaysSo() throws Exception {
    TestStore store = new TestStore(folder).column("emo-dna", "method", "emo-dna");
    store.run("corpus", "emo-dna", "A>B", 1, "aass", "aass");
    Path plan = store.plan();
    Files.writeString(
        plan, Files.readString(plan).replace("\"task\" : \"A>B\"", "\"task\" : null"));
    ReportException e = assertThrows(ReportException.class, () -> ReportBuilder.of(folder).build());
    assertEquals("plans: a cell's task has no name", e.getMessage());
  }
}
