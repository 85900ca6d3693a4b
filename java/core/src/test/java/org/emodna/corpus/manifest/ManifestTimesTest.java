package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No row is refused for a time that isn't needed; a part of a file is never taken for the whole.
 */
class ManifestTimesTest {
  @TempDir Path folder;
  private Tables tables;

  @BeforeEach
  void recordings() throws IOException {
    tables = Tables.in(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.1|2.1",
        "0,25|0.25",
        "2|2",
        ".5|0.5",
        "+1.5|1.5",
        "2.1s|2.1",
        "2.1 sec|2.1",
        "2100 ms|2.1",
        "1.5e2|150",
        "0 days 00:00:02.100000|2.1",
        "1 day 00:00:01|86401",
        "00:00:02.1|2.1",
        "01:02|62",
        "00:20:57,256|1257.256",
        "PT2.1S|2.1",
        "2 minutes|120",
        "0 days|0",
        "0|0"
      })
  void timesAreUnderstoodAsPeopleWriteThem(String text, double seconds) {
    assertEquals(seconds, Seconds.parse(text, false).orElseThrow(), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"long", "-1", "1.234,5", "1,234.5", "0x1p3", "2d", "inf", "1e999", "::", "pt"})
  void otherTextsAreNoTimes(String text) {
    assertEquals(Optional.empty(), Seconds.parse(text, false));
  }

  @Test
  void aDurationThatIsNotUnderstoodIsIgnoredWithAWord() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            "path;dur;label\na.wav;nan;sad\nb.wav;about two;sad\nc.wav;0 days 00:00:02.1;sad\n"
                + "d.wav;-;sad\ne.wav;-3;sad\n");
    assertEquals(5, manifest.utterances().size(), Tables.reasons(manifest));
    assertEquals(2.1, manifest.utterances().get(2).duration(), 1e-9);
    assertEquals(
        "2 rows: column 'dur' is not a number of seconds and is ignored, for example 'about two'",
        Tables.notes(manifest));
    assertEquals(
        2.1,
        tables
            .read("ms.csv", "path,duration_ms,label\na.wav,2100,sad\n")
            .utterances()
            .get(0)
            .duration(),
        1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "", "NaT", "nan", "0.0", "-0.0", "0 days 00:00:00", "0 days", "00:00:00"})
  void aBeginningOfZeroOrNoneIsFine(String start) throws IOException {
    Manifest manifest =
        tables.read("m.csv", "file,start,end,emotion\na.wav," + start + ",NaT,sad\n");
    assertEquals("a.wav=sadness", Tables.ids(manifest));
    assertEquals("", Tables.notes(manifest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0,5", "0 days 00:00:00.500000", "500 ms", "soon"})
  void aBeginningWithinTheFileIsRefused(String start) throws IOException {
    Manifest manifest = tables.read("m.csv", "file;start;emotion\na.wav;" + start + ";sad\n");
    assertEquals("", Tables.ids(manifest));
    assertTrue(
        Tables.reasons(manifest).startsWith("row 1 NOT_UNDERSTOOD "), Tables.reasons(manifest));
  }

  @Test
  void thePartThatBeginsAtZeroIsAPartToo() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            "file,start,end,emotion\na.wav,0,2.5,sad\na.wav,2.5,4,angry\nb.wav,0 days,0 days"
                + " 00:00:03,happy\n");
    assertEquals("b.wav=happiness", Tables.ids(manifest));
    assertEquals(3, manifest.utterances().get(0).duration());
    assertEquals(
        """
        row 1 NOT_UNDERSTOOD is a part of a file, since row 2 is another; cut it into a separate \
        file: a.wav
        row 2 NOT_UNDERSTOOD is a part of a file (from 2.5 s); cut it into a separate file""",
        Tables.reasons(manifest));
    assertTrue(Tables.notes(manifest).contains("whole files are used; their ends in column 'end'"));
  }

  @Test
  void aDateSaysNothingOfTheFile() throws IOException {
    Manifest manifest = tables.read("m.csv", "path,start,label\na.wav,2021-03-04 12:00:01,sad\n");
    assertEquals("a.wav=sadness", Tables.ids(manifest));
    assertTrue(Tables.notes(manifest).contains("a date in column 'start'"), Tables.notes(manifest));
  }
}
