package org.emodna.report.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void spreadsheetsSeeNoFormula() {
    assertEquals("'=1+1", CsvTables.text("=1+1"));
    assertEquals("'@SUM(A1)", CsvTables.text("@SUM(A1)"));
    assertEquals(
        "\"'=HYPERLINK(\"\"http://x\"\",1)\"", CsvTables.text("=HYPERLINK(\"http://x\",1)"));
    assertEquals("\"'-1\n2\"", CsvTables.text("-1\n2"));
    assertEquals("emo-dna", CsvTables.text("emo-dna"));
    assertEquals("\"a,b\"", CsvTables.text("a,b"));
    assertEquals("", CsvTables.text(""));
  }

  @Test
  void namesAreNoMarkupInMarkdown() {
    assertEquals(
        "&lt;img src=x&gt; a\\|b \\[l\\](x) \\*\\*", MarkdownText.of("<img src=x> a|b [l](x) **"));
    assertEquals("a b c", MarkdownText.of("a\nb\u2028c"));
    assertEquals("A&gt;B", MarkdownText.of("A>B"));
  }

  @Test
  void namesAreNoCommandsInLatex() {
    assertEquals(
        "\\textbackslash{}input\\{/etc/x\\}\\%\\_\\&\\$\\#\\textasciicircum{}\\textasciitilde{} A\\textgreater{}B",
        LatexTables.escaped("\\input{/etc/x}%_&$#^~\nA>B"));
    String safe = LatexTables.escaped("\r\n");
    assertFalse(safe.contains("\n"));
    assertTrue(safe.isBlank());
  }
}
