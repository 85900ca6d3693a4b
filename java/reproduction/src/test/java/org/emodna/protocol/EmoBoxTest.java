package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.corpus.UnlabelledCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EmoBox's lists, laid out as they are published. */
class EmoBoxTest {
  @TempDir Path folder;

  private String row(String wav, String emo) {
    return "{\"key\": \"k\", \"dataset\": \"emodb\", \"wav\": \"downloads/emodb/wav/"
        + wav
        + "\", \"length\": 1.5, \"emo\": \""
        + emo
        + "\", \"channel\": 1}\n";
  }

  private void list(String set, int fold, String... speakers) {
    StringBuilder rows = new StringBuilder();
    String[] names = {"anger", "fear", "happy", "Neutral", "sad"};
    for (String speaker : speakers) {
      for (int i = 0; i < names.length; i++) {
        rows.append(row(speaker + "a01" + Trees.EMODB_LETTERS[i] + "a.wav", names[i]));
      }
    }
    Trees.write(
        folder.resolve("box/data/emodb/fold_%d/emodb_%s_fold_%d.jsonl".formatted(fold, set, fold)),
        rows.toString());
  }

  private Matrix open(String track) {
    Protocol protocol =
        ProtocolReader.read(
            "name: x\nlabels: shared\ncorpora: any\ntasks: {emobox: {folder: box%s}}\n"
                .formatted(track),
            "x.yaml",
            folder);
    return Matrix.builder()
        .protocol(protocol)
        .corpora(List.of(folder.resolve("corpora")))
        .columns(Columns.of(List.of("source-only")))
        .open();
  }

  private void publish() {
    Trees.write(
        folder.resolve("box/data/emodb/label_map.json"),
        "{\"anger\": \"Angry\", \"fear\": \"Fear\", \"happy\": \"Happy\", \"Neutral\": \"Neutral\","
            + " \"sad\": \"Sad\"}");
  }

  @Test
  void foldsAreThoseOfTheLists() {
    Trees.emodb(folder.resolve("corpora/EMO-DB"), 1, "03", "08", "09");
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    publish();
    list("train", 1, "03", "08");
    list("test", 1, "09");
    list("train", 2, "03");
    list("valid", 2, "09");
    list("test", 2, "08");
    Matrix matrix = open("");
    assertEquals(
        List.of("EMO-DB fold 1", "EMO-DB fold 2"),
        matrix.tasks().stream().map(Task::name).toList());
    Task first = matrix.tasks().get(0);
    assertEquals(10, first.direction().source().size());
    assertEquals(
        List.of("09"),
        first.direction().recognised().items().stream()
            .map(UnlabelledCorpus.Item::speaker)
            .distinct()
            .toList());
    assertEquals(10, matrix.tasks().get(1).direction().source().size());
    assertEquals("EMOVO", matrix.leftOut().get(0).task());
    says(matrix.leftOut().get(0).reason(), "no lists in EmoBox");
    says(String.join(" ", matrix.notes()), "validation is learnt from");
  }

  @Test
  void leaksOfPublishedFoldsAreListed() {
    Trees.emodb(folder.resolve("corpora/emodb"), 1, "03", "08", "09");
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    publish();
    list("train", 1, "03", "08", "09");
    list("test", 1, "09");
    String notes = String.join("\n", open("").notes());
    says(notes, "emodb fold 1", "5 recordings of 5", "09a01Aa.wav", "1 speaker of 1", "(09)");
  }

  @Test
  void whatIsNotThereOrLabelledOtherwiseIsSaid() {
    Trees.emodb(folder.resolve("corpora/emodb"), 1, "03", "08");
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    publish();
    list("train", 1, "03", "77");
    Trees.write(
        folder.resolve("box/data/emodb/fold_1/emodb_test_fold_1.jsonl"),
        row("08a01Wa.wav", "fear") + row("08a01Aa.wav", "fear"));
    Matrix matrix = open("");
    String notes = String.join("\n", matrix.notes());
    says(
        notes,
        "5 of 10 recordings are not there",
        "others than the corpus itself has, which are used: 1",
        "08a01Wa.wav: fear there, anger here");
    assertEquals(2, matrix.tasks().get(0).recognisedUtterances());
  }

  /** A name as CASIA's, which stands in every folder: the closest of another folder is no match. */
  @Test
  void aRecordingThatIsNotThereIsNoOther() throws IOException {
    Path casia = Trees.casia(folder.resolve("corpora/casia"));
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    Files.delete(casia.resolve("wangzhe/sad/201.wav"));
    StringBuilder train = new StringBuilder();
    StringBuilder test = new StringBuilder();
    for (String emotion : List.of("angry", "sad")) {
      for (String text : List.of("201", "202")) {
        String wav = "{\"wav\": \"downloads/casia/%s/%s/%s.wav\", \"emo\": \"%s\"}\n";
        train.append(wav.formatted("liuchanhg", emotion, text, emotion));
        test.append(wav.formatted("wangzhe", emotion, text, emotion));
      }
    }
    Path fold = folder.resolve("box/data/casia/fold_1");
    Trees.write(fold.resolve("casia_train_fold_1.jsonl"), train.toString());
    Trees.write(fold.resolve("casia_test_fold_1.jsonl"), test.toString());
    Protocol protocol =
        ProtocolReader.read(
            "name: x\nlabels: [anger, sadness]\ncorpora: any\ntasks: {emobox: {folder: box}}\n",
            "x.yaml",
            folder);
    Matrix matrix =
        Matrix.builder()
            .protocol(protocol)
            .corpora(List.of(casia))
            .columns(Columns.of(List.of("source-only")))
            .open();
    assertEquals(3, matrix.tasks().get(0).recognisedUtterances());
    assertEquals(4, matrix.tasks().get(0).direction().source().size());
    assertEquals(1, matrix.notes().size(), matrix.notes().toString());
    says(matrix.notes().get(0), "casia_test_fold_1.jsonl", "1 of 4 recordings are not there");
  }

  @Test
  void theSecondTrackRecognisesBalancedSets() {
    Trees.emodb(folder.resolve("corpora/emodb"), 2, "03", "08");
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    Trees.write(
        folder.resolve("box/data/track2/EMOVO_selected_balenced.jsonl"),
        "{\"wav_filename\": \"angry/rab-f1-b1.wav\", \"label\": \"angry\", \"speaker\": \"f1\"}\n"
            + "{\"wav_filename\": \"sad/tri-f1-b1.wav\", \"label\": \"sad\", \"speaker\": \"f1\"}\n");
    Matrix matrix = open(", track: cross-corpus");
    assertEquals(List.of("emodb>EMOVO"), matrix.tasks().stream().map(Task::name).toList());
    assertEquals(2, matrix.tasks().get(0).recognisedUtterances());
    // Of the set's classes alone: two of each for either speaker.
    assertEquals(8, matrix.tasks().get(0).direction().source().size());
  }

  @Test
  void brokenListsAreErrors() {
    Trees.emodb(folder.resolve("corpora/emodb"), 1, "03", "08");
    Trees.emovo(folder.resolve("corpora/EMOVO"), 1);
    says(problem(() -> open("")), "EmoBox's folder", "box", "github.com/emo-box/EmoBox");
    publish();
    says(problem(() -> open("")), "emodb", "fold_1");
    list("train", 1, "03");
    says(problem(() -> open("")), "fold_1", "lacks the list of test");
    Path test = folder.resolve("box/data/emodb/fold_1/emodb_test_fold_1.jsonl");
    Trees.write(test, "{\"wav\": \"x\"}\n{\"wav\": ");
    says(problem(() -> open("")), "emodb_test_fold_1.jsonl", "row 2", "JSON");
    Trees.write(test, "{\"wave\": \"x\"}\n");
    says(problem(() -> open("")), "row 1", "names no recording");
    Trees.write(test, "\n");
    says(problem(() -> open("")), "has no rows");
    Trees.write(test, "[".repeat(100) + "\n");
    says(problem(() -> open("")), "row 1");
    Trees.write(test, "{\"wav\": \"../../../../etc/passwd\", \"emo\": \"fear\"}\n");
    says(problem(() -> open("")), "nothing is left to train");
  }
}
