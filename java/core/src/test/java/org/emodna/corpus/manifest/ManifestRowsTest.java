package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.corpus.CorpusException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad row costs one row, and the reason is ours. */
class ManifestRowsTest {
  @TempDir Path folder;
  private Tables tables;

  @BeforeEach
  void recordings() throws IOException {
    tables = Tables.in(folder);
  }

  @Test
  void aStrayQuoteCostsItsRowAlone() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            """
            path,text,emotion
            a.wav,one,angry
            b.wav,"No" she said,fear
            c.wav,"open,happy
            d.wav,5" tape,neutral
            e.wav,"say ""so""
            and so, on",sad
            """);
    assertEquals("a.wav=anger; d.wav=neutral; e.wav=sadness", Tables.ids(manifest));
    assertEquals(
        """
        row 2 NOT_UNDERSTOOD cell 2 has text after its closing quote; write quotes inside a cell \
        as ""
        row 3 NOT_UNDERSTOOD cell 2 has text after its closing quote; write quotes inside a cell \
        as ""\
        """,
        Tables.reasons(manifest));
    assertEquals("say \"so\"\nand so, on", manifest.utterances().get(2).extra().get("text"));
  }

  @Test
  void aQuoteThatIsNeverClosedTakesNoOtherRow() throws IOException {
    Manifest manifest =
        tables.read(
            "m.tsv", "path\ttext\temotion\na.wav\t\"No\tfear\nb.wav\tx\tsad\nc.wav\ty\tsad\n");
    assertEquals("b.wav=sadness; c.wav=sadness", Tables.ids(manifest));
    assertEquals(
        "row 1 NOT_UNDERSTOOD the quote that begins cell 2 is not closed; close it, or write it as"
            + " \"\"",
        Tables.reasons(manifest));
  }

  @Test
  void twoStrayQuotesDoNotSwallowTheRowsBetween() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv", "path,text,label\na.wav,\"x,sad\nb.wav,y,sad\nc.wav,z\",sad\nd.wav,w,sad\n");
    assertEquals("b.wav=sadness; c.wav=sadness; d.wav=sadness", Tables.ids(manifest));
    assertTrue(
        Tables.reasons(manifest)
            .startsWith("row 1 NOT_UNDERSTOOD a quoted cell goes on over line 3"),
        Tables.reasons(manifest));
  }

  @Test
  void rowsKeepTheirNumbersAndLines() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            "\n# made by hand\npath,text,label\na.wav,\"two\nlines\",sad\n\n,,\ngone.wav,x,sad\n"
                + "# b.wav,x,sad\nx\n");
    assertEquals("a.wav=sadness", Tables.ids(manifest));
    assertEquals(
        """
        row 2 (line 8) MISSING no such file: gone.wav
        row 3 (line 9) EXCLUDED a comment
        row 4 (line 10) NOT_UNDERSTOOD 1 cells under a header of 3""",
        Tables.reasons(manifest));
  }

  @Test
  void lineEndsByteOrderMarksAndEncodings() throws IOException {
    String text = "path;label\na.wav;sad\nb.wav;angry\n";
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      assertEquals(
          "a.wav=sadness; b.wav=anger", Tables.ids(tables.read("m.csv", text.replace("\n", end))));
    }
    assertEquals(
        "a.wav=sadness; b.wav=anger",
        Tables.ids(tables.read("m.csv", "path;label\r\na.wav;sad\rb.wav;angry")));
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8
        }) {
      Path file = folder.resolve("encoded.csv");
      Files.write(file, ("\uFEFF" + text).getBytes(charset));
      assertEquals("a.wav=sadness; b.wav=anger", Tables.ids(Manifest.read(file)));
    }
    Path bare = Files.write(folder.resolve("b.csv"), text.getBytes(StandardCharsets.UTF_16LE));
    String error = assertThrows(CorpusException.class, () -> Manifest.read(bare)).getMessage();
    assertTrue(error.contains("UTF-16 without a byte order mark"), error);
    Path sheet = Files.write(folder.resolve("s.csv"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 9});
    error = assertThrows(CorpusException.class, () -> Manifest.read(sheet)).getMessage();
    assertTrue(error.contains("spreadsheet"), error);
  }

  @Test
  void bytesThatAreNoTextCostTheirRowAlone() throws IOException {
    Path file = folder.resolve("latin.csv");
    String text =
        "path,text,label\na.wav,f\u00fcr,sad\nb\u00e4.wav,x,sad\nc.wav,x,w\u00fct\nd.wav,x,sad\n";
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    Manifest manifest = Manifest.read(file);
    assertEquals("a.wav=sadness; d.wav=sadness", Tables.ids(manifest));
    assertTrue(Tables.reasons(manifest).contains("row 2 MISSING the path is not valid UTF-8"));
    assertTrue(Tables.reasons(manifest).contains("row 3 NOT_UNDERSTOOD its label is not valid"));
    assertTrue(Tables.notes(manifest).contains("3 rows hold bytes that are not valid UTF-8"));
  }

  @Test
  void separatorsAreFoundAndOnesAtTheEndAreNoCells() throws IOException {
    assertEquals(
        "a.wav=sadness; b.wav=anger",
        Tables.ids(tables.read("m.csv", "path,label\na.wav,sad,\nb.wav,angry,,\n")));
    assertEquals("a.wav=sadness", Tables.ids(tables.read("m.csv", "path,label,\na.wav,sad\n")));
    assertEquals(
        "a.wav=sadness", Tables.ids(tables.read("m.csv", "sep=;\npath;label\na.wav;sad\n")));
    assertEquals("a.wav=sadness", Tables.ids(tables.read("m.csv", "path|label\na.wav|sad\n")));
    assertEquals("a.wav=sadness", Tables.ids(tables.read("m.tsv", "path,label\na.wav,sad\n")));
    Manifest decimal = tables.read("m.csv", "\"path\";\"dur\";\"label\"\na.wav;0,25;sad\n");
    assertEquals(0.25, decimal.utterances().get(0).duration());
    assertEquals("a.wav=sadness", Tables.ids(tables.read("m.csv", "#path,label\na.wav,sad\n")));
  }

  @Test
  void aLongCellALongLineAndAZeroByteCostTheirRowAlone() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            "path,text,label\na.wav,"
                + "x".repeat(70_000)
                + ",sad\nb.wav,\""
                + "y".repeat(1 << 21)
                + "\",sad\nc\0.wav,x,sad\nd.wav,\0,sad\n");
    assertEquals("d.wav=sadness", Tables.ids(manifest));
    assertTrue(Tables.reasons(manifest).contains("row 1 NOT_UNDERSTOOD cell 2 is longer than"));
    assertTrue(Tables.reasons(manifest).contains("row 2 NOT_UNDERSTOOD longer than 1048576"));
    assertTrue(Tables.reasons(manifest).contains("row 3 MISSING not a possible path here"));
  }

  @Test
  void columnsThatMatterMustNotOccurTwice() throws IOException {
    assertEquals(
        "a.wav=sadness", Tables.ids(tables.read("m.csv", "path,x,x,label\na.wav,1,2,sad\n")));
    String error =
        assertThrows(CorpusException.class, () -> tables.read("m.csv", "path,label,label\n"))
            .getMessage();
    assertTrue(error.contains("column 'label' occurs twice"), error);
  }

  @Test
  void brokenJsonIsSaidInOurWords() throws IOException {
    Manifest manifest =
        tables.read(
            "m.jsonl",
            """
            {"path": "a.wav", "label": "sad"}
            {"path": "b.wav", "label": "sad"
            {"path": "c.wav" "label": "sad"}
            {"path": "d.wav", "label": "sad", "deep": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}
            """);
    assertEquals("a.wav=sadness", Tables.ids(manifest));
    String reasons = Tables.reasons(manifest);
    assertTrue(reasons.contains("row 2 NOT_UNDERSTOOD not valid JSON: it ends early"), reasons);
    assertTrue(reasons.contains("row 3 NOT_UNDERSTOOD not valid JSON at column 1"), reasons);
    assertTrue(reasons.contains("row 4 NOT_UNDERSTOOD nested too deeply"), reasons);
    assertFalse(reasons.contains("REDACTED") || reasons.contains("Source"), reasons);
  }

  @Test
  void jsonDocumentsOfRows() throws IOException {
    String rows = "{\"path\": \"a.wav\", \"label\": \"sad\"},\n {\"path\": \"b.wav\"}";
    for (String text :
        new String[] {
          "[" + rows + "]",
          "[\n" + rows + "\n]\n",
          "{\"data\": [" + rows + "]}",
          "{\n\"version\": 1, \"rows\": [" + rows + "]}",
          "{\"k1\": {\"path\": \"a.wav\", \"label\": \"sad\"},\n \"k2\": {\"path\": \"b.wav\"}}",
          "{\n \"path\": \"a.wav\",\n \"label\": \"sad\"\n}\n{\n \"path\": \"b.wav\"\n}\n",
          "{\"audio\": {\"path\": \"a.wav\"}, \"label\": \"sad\"}\n{\"audio\": {\"path\": \"b.wav\"}}\n"
        }) {
      assertEquals("a.wav=sadness; b.wav=null", Tables.ids(tables.read("m.json", text)), text);
    }
    Manifest cut = tables.read("m.json", "[{\"path\": \"a.wav\", \"label\": \"sad\"},\n{\"path");
    assertEquals("a.wav=sadness", Tables.ids(cut));
    assertEquals(
        "row 2 NOT_UNDERSTOOD line 2: not valid JSON at column 7; what follows is not read",
        Tables.reasons(cut));
    String error =
        assertThrows(
                CorpusException.class,
                () ->
                    tables.read(
                        "m.json", "{\"path\": {\"0\": \"a.wav\"}, \"label\": {\"0\": \"sad\"}}"))
            .getMessage();
    assertTrue(error.contains("is a table by columns"), error);
  }
}
