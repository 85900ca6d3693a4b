package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.cli.CommandLineTest.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose label column is unknown say so, and the user may name it. */
class LabelColumnTest {
  @TempDir Path folder;
  private String list;

  @BeforeEach
  void table() throws IOException {
    Tones.write(folder, 0.2, 1);
    list =
        Files.writeString(
                folder.resolve("list.csv"),
                "path,what,dur\nanger/clip0.wav,angry,0.1 s\nneutral/clip0.wav,neutral,?\n"
                    + "sadness/clip0.wav,sad,\n")
            .toString();
  }

  @Test
  void scanListsTheColumnsAndTakesTheOneNamed() throws IOException {
    Ran unknown = CommandLineTest.run("scan", list);
    assertEquals(0, unknown.exit(), unknown.err());
    assertTrue(unknown.out().contains("note: no column is known as that of the emotion"));
    assertTrue(unknown.out().contains("'path', 'what', 'dur'"), unknown.out());
    Ran named = CommandLineTest.run("scan", list, "--label-column", "What", "--json");
    JsonNode report = named.json();
    assertEquals(3, report.get("classes").size(), named.out());
    assertEquals(0, report.get("notes").size(), named.out());
    assertTrue(
        report.get("warnings").get(0).get("text").asText().contains("the manifest says 0.10 s"),
        named.out());
    Ran wrong = CommandLineTest.run("scan", list, "--label-column", "feeling");
    assertEquals(2, wrong.exit());
    assertTrue(wrong.err().contains("no column is called 'feeling'"), wrong.err());
    Ran noColumns = CommandLineTest.run("scan", folder.toString(), "--label-column", "what");
    assertTrue(noColumns.out().contains("a folder has no columns"), noColumns.out());
  }

  @Test
  void trainingSaysItForSourceAndTarget() {
    Ran source = train(list, folder.toString());
    assertEquals(2, source.exit());
    assertTrue(source.err().contains("list.csv: note: no column is known"), source.err());
    assertTrue(source.err().contains("its labels are none; no column"), source.err());
    Ran target = train(folder.toString(), list, "--label-column", "feeling");
    assertEquals(2, target.exit());
    assertTrue(target.err().contains("by --label-column: 'path', 'what', 'dur'"), target.err());
  }

  private Ran train(String source, String target, String... more) {
    String[] args = {
      "train", "--source", source, "--target", target, "--out", folder + "/m", "--no-cache"
    };
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandLineTest.run(all);
  }

  @Test
  void contradictingRowsTellByTheExitCode() throws IOException {
    String rows =
        "path,label\nanger/clip0.wav,anger\n./anger/clip0.wav,sad\nneutral/clip0.wav,neu\n";
    Path file = Files.writeString(folder.resolve("twice.csv"), rows);
    Ran ran = CommandLineTest.run("scan", file.toString());
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("row 1: contradicts row 2"), ran.err());
    assertTrue(ran.err().contains("row 2: contradicts row 1"), ran.err());
  }
}
