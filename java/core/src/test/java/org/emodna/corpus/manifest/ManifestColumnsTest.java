package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.CorpusOptions;
import org.emodna.corpus.LabelSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which column means what is decided once for a table, and said where it is in doubt. */
class ManifestColumnsTest {
  @TempDir Path folder;
  private Tables tables;

  @BeforeEach
  void recordings() throws IOException {
    tables = Tables.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Emotions",
        "labels",
        "EmoClass",
        "emotion_label",
        "Label",
        "class_label",
        "CLASSES",
        "Emotion Category",
        "emotion-category",
        "expression",
        "Affect",
        "emo",
        "Emo.Class",
        "primary emotion",
        "Emotion (majority vote)",
        "target",
        "category",
        "Émotion",
        "emozione",
        "emotion_name",
        "ground truth"
      })
  void labelColumnsAreKnownWhateverTheirCasePluralAndPunctuation(String name) throws IOException {
    Manifest manifest = tables.read("m.csv", "Path," + name + "\na.wav,angry\nb.wav,Fear\n");
    assertEquals("a.wav=anger; b.wav=fear", Tables.ids(manifest));
    assertEquals("", Tables.notes(manifest));
    String line = "{\"%s\": \"sad\", \"File Name\": \"a.wav\"}\n".formatted(name);
    assertEquals("a.wav=sadness", Tables.ids(tables.read("m.jsonl", line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sentiment", "EmoVal", "emotion_intensity", "valence", "text", "labeller"})
  void otherColumnsAreNoLabels(String name) throws IOException {
    Manifest manifest = tables.read("m.csv", "path," + name + "\na.wav,positive\n");
    assertEquals("a.wav=null", Tables.ids(manifest));
    assertTrue(Tables.notes(manifest).contains("the columns are 'path', '" + name + "'"));
    assertTrue(Tables.notes(manifest).contains("CorpusOptions.labelColumns"));
  }

  @Test
  void whereNoLabelColumnIsKnownTheColumnsAreListed() throws IOException {
    Manifest manifest = tables.read("m.csv", "path,stimmung_x,who\na.wav,angry,1\nb.wav,sad,2\n");
    assertEquals(
        "no column is known as that of the emotion; the columns are 'path', 'stimmung_x', 'who'."
            + " Name it by CorpusOptions.labelColumns; 'stimmung_x' looks like it (angry, sad)",
        Tables.notes(manifest));
    Corpus corpus = Corpus.open(manifest.path());
    assertEquals(manifest.notes(), corpus.notes());
    String error =
        assertThrows(CorpusException.class, () -> corpus.labelled(LabelSet.SHARED)).getMessage();
    assertTrue(error.contains("its labels are none; no column is known"), error);
  }

  @Test
  void aColumnNamedByTheUserIsTaken() throws IOException {
    String text = "path,label,Stimmung X\na.wav,happy,angry\nb.wav,happy,\n";
    for (String name : new String[] {"Stimmung X", "stimmung_x"}) {
      assertEquals("a.wav=anger; b.wav=null", Tables.ids(tables.read("m.csv", text, name)));
    }
    assertEquals(
        "a.wav=anger; b.wav=null", Tables.ids(tables.read("m.csv", text, "no", "Stimmung X")));
    String error =
        assertThrows(CorpusException.class, () -> tables.read("m.csv", text, "mood")).getMessage();
    assertTrue(
        error.contains(
            "no column is called 'mood'; name one that is there by CorpusOptions.labelColumns:"
                + " 'path', 'label', 'Stimmung X'"),
        error);
    CorpusOptions options = CorpusOptions.builder().labelColumns(List.of("Stimmung X")).build();
    Corpus corpus = Corpus.open(tables.write("m.csv", text), options);
    assertEquals("{anger=1}", corpus.counts().toString());
  }

  @Test
  void anEmptyLabelNeverFallsBackToAnotherColumn() throws IOException {
    Manifest manifest =
        tables.read("m.csv", "path,label,emotion\na.wav,0,angry\nb.wav,1,\nc.wav,2,happy\n");
    assertEquals("a.wav=anger; b.wav=null; c.wav=happiness", Tables.ids(manifest));
    assertEquals(
        "the emotion is taken from column 'emotion', not from 'label'; CorpusOptions.labelColumns names another",
        Tables.notes(manifest));
    String lines =
        """
        {"path": "a.wav", "label": "x", "emotion": "angry"}
        {"path": "b.wav", "label": "y"}
        {"path": "c.wav", "label": "z", "emotion": null}
        """;
    assertEquals("a.wav=anger; b.wav=null; c.wav=null", Tables.ids(tables.read("m.jsonl", lines)));
  }

  @Test
  void wordsAreTakenBeforeNumbersAndNumbersAreSaid() throws IOException {
    assertEquals(
        "a.wav=anger; b.wav=sadness",
        Tables.ids(tables.read("m.csv", "path,emotion,label\na.wav,3,angry\nb.wav,4,sad\n")));
    Manifest numbers = tables.read("n.csv", "path,label\na.wav,0\nb.wav,1\n");
    assertEquals("a.wav=0; b.wav=1", Tables.ids(numbers));
    assertTrue(
        Tables.notes(numbers).startsWith("column 'label' holds numbers (0, 1)"),
        Tables.notes(numbers));
    assertEquals("", Tables.notes(tables.read("n.csv", "path,label\na.wav,0\n", "label")));
    Manifest words = tables.read("w.csv", "path,label\na.wav,real\nb.wav,fake\n");
    assertTrue(
        Tables.notes(words).startsWith("no label in column 'label' is the name of a known emotion"),
        Tables.notes(words));
  }

  @Test
  void fieldsThatNeverMeetStandForEachOther() throws IOException {
    Manifest manifest =
        tables.read(
            "m.jsonl",
            """
            {"wav": "a.wav", "emo": "angry", "spk": 1}
            {"audio_filepath": "b.wav", "label": "sad", "speaker": "2"}
            """);
    assertEquals("a.wav=anger; b.wav=sadness", Tables.ids(manifest));
    assertEquals("1 2", Tables.speakers(manifest));
    assertTrue(Tables.notes(manifest).contains("'emo', 'label'"), Tables.notes(manifest));
  }

  @Test
  void speakersAndPathsHaveOneColumnToo() throws IOException {
    Manifest manifest =
        tables.read(
            "m.csv",
            "actor,SpkrID,path,FileName,label\n7,,/gone/a.wav,a.wav,sad\n8,s1,,b.wav,sad\n");
    assertEquals("a.wav=sadness; b.wav=sadness", Tables.ids(manifest));
    assertEquals("7 8", Tables.speakers(manifest));
    assertEquals(
        """
        the files are taken from column 'FileName'; those that 'path' names are not there
        the speaker is taken from column 'actor', not from 'SpkrID'""",
        Tables.notes(manifest));
  }

  @Test
  void namesThatDifferInCaseAloneAreRefused() throws IOException {
    String text = "path,Label,label\na.wav,sad,angry\n";
    String error =
        assertThrows(CorpusException.class, () -> tables.read("m.csv", text)).getMessage();
    assertTrue(error.contains("'Label', 'label' differ in case or punctuation alone"), error);
    assertEquals("a.wav=anger", Tables.ids(tables.read("m.csv", text, "label")));
  }

  @Test
  void aListOfLabelsIsRefused() throws IOException {
    Manifest manifest =
        tables.read(
            "m.jsonl",
            """
            {"path": "a.wav", "emotion": ["sad", "angry"]}
            {"path": "b.wav", "emotion": "sad"}
            """);
    assertEquals("b.wav=sadness", Tables.ids(manifest));
    assertTrue(Tables.reasons(manifest).contains("its label is a list"), Tables.reasons(manifest));
  }

  @Test
  void aNameOfDigitsAndLettersDoesNotKeepThePatternsBusy() throws IOException {
    String name = "emotion" + "1".repeat(40) + "ssssssssssssssss!";
    assertEquals(
        "a.wav=null", Tables.ids(tables.read("m.csv", "path," + name + "x\na.wav,angry\n")));
  }
}
