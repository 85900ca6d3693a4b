package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.protocol;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.config.ConfigFile;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a protocol, columns and folders to cells. */
class MatrixTest {
  @TempDir Path folder;

  private Matrix.Builder every() {
    Trees.emodb(folder.resolve("A"), 2, "03", "08", "09");
    Trees.emovo(folder.resolve("B"), 2);
    return Matrix.builder().protocol(Protocol.named("every-direction")).corpora(List.of(folder));
  }

  private static List<String> tasks(Matrix matrix) {
    return matrix.tasks().stream().map(Task::name).toList();
  }

  private static Set<String> speakers(UnlabelledCorpus corpus) {
    return corpus.items().stream().map(UnlabelledCorpus.Item::speaker).collect(Collectors.toSet());
  }

  private static Set<String> speakers(LabelledCorpus corpus) {
    return corpus.items().stream().map(LabelledCorpus.Item::speaker).collect(Collectors.toSet());
  }

  @Test
  void cellsAreTracksColumnsAndTasks() {
    Matrix matrix =
        every()
            .columns(Columns.of(List.of("main", "emo-dna without normalisation")))
            .tracks(List.of(Track.CORPUS, Track.SPEAKER))
            .seeds(List.of(3L, 5L))
            .open();
    assertEquals(List.of("A>B", "B>A"), tasks(matrix));
    // Sixteen columns on the corpus track, fifteen on the other, two tasks.
    assertEquals(62, matrix.cells().size());
    assertEquals(124, matrix.runs());
    assertEquals(1, matrix.leftOut().size());
    Matrix.LeftOut leftOut = matrix.leftOut().get(0);
    assertEquals("emo-dna without normalisation", leftOut.column().name());
    assertEquals(Track.SPEAKER, leftOut.track());
    assertNull(leftOut.task());
    for (Matrix.Cell cell : matrix.cells()) {
      assertEquals(
          cell.column().normalisation().orElse(cell.track().label()),
          cell.config().features().normalisation());
      assertEquals(cell.task().labels(), cell.config().labels());
    }
    Task task = matrix.tasks().get(0);
    assertEquals(new Task.Ends("A", "B"), task.ends());
    assertEquals(30, task.direction().source().size());
    assertEquals(30, task.recognisedUtterances());
    assertSame(task.direction().target(), task.direction().recognised());
    assertSame(task.direction().recognised(), task.recognised().corpus());
    assertTrue(task.recognised().scorer().isPresent());
    assertNull(task.validation());
  }

  @Test
  void settingsComeUnderTheColumns() {
    Path mine = Trees.write(folder.resolveSibling("mine.yaml"), "");
    Trees.write(mine, "{name: mine, settings: {schedule: {epochs: 7}}}");
    Matrix matrix =
        every()
            .columns(Columns.of(List.of("dan", mine.toString())))
            .settings(base -> ConfigFile.parse("schedule: {epochs: 3}", "x", base))
            .open();
    assertEquals(3, matrix.cells().get(0).config().schedule().epochs());
    assertEquals(7, matrix.cells().get(2).config().schedule().epochs());
    assertEquals(7, matrix.settings(matrix.columns().get(1)).schedule().epochs());
  }

  @Test
  void onlyTheDirectionsThatAreAskedFor() {
    assertEquals(List.of("B>A"), tasks(every().directions(List.of("B>A")).open()));
    says(problem(() -> every().directions(List.of("A>C")).open()), "'A>C'", "there are A>B, B>A");
  }

  @Test
  void missingCorporaAreNamedAndTheRestGoesOn() {
    Trees.casia(folder.resolve("CASIA"));
    Trees.emodb(folder.resolve("EMODB"), 1, "03");
    Matrix.Builder builder =
        Matrix.builder().protocol(Protocol.named("tim-net-5")).corpora(List.of(folder));
    Matrix matrix = builder.open();
    assertEquals(List.of("CASIA>EMODB", "EMODB>CASIA"), tasks(matrix));
    assertEquals(18, matrix.leftOut().size());
    assertEquals(3, matrix.published().size());
    says(
        problem(() -> builder.directions(List.of("CASIA>SAVEE")).open()),
        "nothing is left to train",
        "CASIA>SAVEE: SAVEE is missing");
  }

  @Test
  void sourcesMustHaveEveryClass() {
    Trees.enterface(folder.resolve("C"));
    Trees.emodb(folder.resolve("A"), 2, "03", "08", "09");
    Matrix matrix =
        Matrix.builder()
            .protocol(Protocol.named("every-direction"))
            .corpora(List.of(folder))
            .open();
    assertEquals(List.of("A>C"), tasks(matrix));
    says(matrix.leftOut().get(0).reason(), "C", "no recording of neutral");
    says(String.join(" ", matrix.notes()), "A>C", "neutral", "UAR");
  }

  @Test
  void targetsWithoutLabelsAreAnError() {
    Trees.emodb(folder.resolve("A"), 1, "03");
    Path list = Trees.write(folder.resolve("plain.csv"), "path\nA/03a01Wa.wav\nA/03a01Fa.wav\n");
    String problem =
        problem(
            () ->
                Matrix.builder()
                    .protocol(Protocol.named("every-direction"))
                    .corpora(List.of(folder.resolve("A"), list))
                    .open());
    says(problem, "corpus plain", "has no labels", "can't be scored");
  }

  @Test
  void labelsAreReadAsTheProtocolSays() {
    Matrix.Builder builder = every();
    String yaml =
        "name: x\nlabels: [anger, sadness]\ncorpora:\n  A: {labels: {fear: sadness}}\n"
            + "  B: {labels: {%s: %s}}\ntasks: {directions: [A>B]}\n";
    Task task =
        builder.protocol(protocol(yaml.formatted("Disgust", "angry"))).open().tasks().get(0);
    assertArrayEquals(new int[] {6, 12}, task.direction().source().counts());
    assertEquals(18, task.recognisedUtterances());
    says(
        problem(() -> protocol(yaml.formatted("disgust", "boredom"))),
        "mine.yaml",
        "setting 'corpora.B.labels'",
        "'boredom' is no class",
        "anger, sadness");
    says(
        problem(() -> protocol(yaml.formatted("disgust", "xxx"))),
        "setting 'corpora.B.labels.disgust'");
    says(
        problem(() -> builder.protocol(protocol(yaml.formatted("calm", "anger"))).open()),
        "B is missing or can't be read");
  }

  @Test
  void sharedClassesAreThoseOfBothEnds() {
    Trees.casia(folder.resolve("A"));
    Trees.enterface(folder.resolve("B"));
    Path one = Trees.write(folder.resolveSibling("one.csv"), "path,emotion\n");
    Trees.write(one, "path,emotion\n" + folder.resolve("A/wangzhe/sad/201.wav") + ",sad\n");
    Matrix matrix =
        Matrix.builder()
            .protocol(
                protocol(
                    "name: x\nlabels: shared\ncorpora: any\ntasks: {directions: all}\nseeds: 1\n"))
            .corpora(List.of(folder.resolve("A"), folder.resolve("B"), one))
            .open();
    assertEquals(List.of("A>B", "B>A"), tasks(matrix));
    assertEquals(
        List.of("anger", "fear", "happiness", "sadness", "surprise"),
        matrix.tasks().get(0).labels());
    says(matrix.leftOut().get(0).reason(), "share one class alone, sadness");
  }

  @Test
  void inductiveTasksAdaptToOthersThanTheyRecognise() {
    Matrix.Builder builder = every();
    String yaml =
        "name: x\nlabels: [anger, sadness]\ncorpora: {A: {reader: emodb}, B: {reader: emovo}}\n"
            + "tasks: {directions: all}\nadaptation: {inductive: %s}\nvalidation: 0.3\n";
    for (String how : List.of("{share: 0.5}", "{speakers: {A: ['03'], B: [f1, m1]}}")) {
      Matrix matrix = builder.protocol(protocol(yaml.formatted(how))).open();
      assertEquals(2, matrix.tasks().size());
      for (Task task : matrix.tasks()) {
        Set<String> adapted = speakers(task.direction().target());
        Set<String> recognised = speakers(task.direction().recognised());
        Set<String> all = new HashSet<>(adapted);
        all.addAll(recognised);
        assertEquals(3, all.size(), task.name());
        assertEquals(3, adapted.size() + recognised.size(), task.name());
        assertEquals(recognised.size() * 4, task.recognisedUtterances());
        Set<String> held = speakers(task.validation().corpus());
        assertEquals(1, held.size());
        assertEquals(2, speakers(task.direction().source()).size());
        assertTrue(Collections.disjoint(held, speakers(task.direction().source())));
        assertSame(task.direction().validation(), task.validation().corpus());
      }
    }
    says(
        problem(
            () ->
                builder
                    .protocol(protocol(yaml.formatted("{speakers: {A: ['99'], B: [f1]}}")))
                    .open()),
        "corpus A",
        "no speaker '99'");
  }

  @Test
  void foldsHaveNoTarget() {
    Trees.emodb(folder.resolve("A"), 2, "03", "08", "09");
    Matrix matrix =
        Matrix.builder()
            .protocol(Protocol.named("within-corpus-speakers"))
            .corpora(List.of(folder.resolve("A")))
            .columns(Columns.of(List.of("source-only", "emo-dna")))
            .open();
    assertEquals(List.of("A fold 03", "A fold 08", "A fold 09"), tasks(matrix));
    // Two tracks of the column that needs no target.
    assertEquals(6, matrix.cells().size());
    // A line for each track.
    assertEquals(2, matrix.leftOut().size());
    says(matrix.leftOut().get(0).reason(), "adapts to a target");
    assertEquals("emo-dna", matrix.leftOut().get(0).column().name());
    Task task = matrix.tasks().get(0);
    assertEquals(Task.Kind.FOLD, task.kind());
    assertNull(task.direction().target());
    assertEquals(Set.of("03"), speakers(task.direction().recognised()));
    assertEquals(Set.of("08", "09"), speakers(task.direction().source()));
    says(
        problem(
            () ->
                Matrix.builder()
                    .protocol(Protocol.named("within-corpus-speakers"))
                    .corpora(List.of(folder.resolve("A")))
                    .columns(Columns.of(List.of("dann")))
                    .open()),
        "nothing is left to train");
  }

  @Test
  void tooFewSpeakersForTheFolds() {
    Trees.emodb(folder.resolve("A"), 2, "03", "08", "09");
    Trees.emodb(folder.resolve("B"), 2, "10", "11", "12", "13", "14");
    Matrix matrix =
        Matrix.builder()
            .protocol(Protocol.named("within-corpus-folds"))
            .corpora(List.of(folder.resolve("A"), folder.resolve("B")))
            .open();
    assertEquals(5, matrix.tasks().size());
    assertEquals("B fold 1", matrix.tasks().get(0).name());
    assertEquals("A", matrix.leftOut().get(0).task());
    says(matrix.leftOut().get(0).reason(), "has 3 speakers, and 5 are needed");
  }

  @Test
  void aRecordingOfBothCorporaIsNoTaskOfOurs() throws IOException {
    Matrix.Builder asked = every();
    assertEquals(2, asked.open().tasks().size());
    Path copied = asked.open().tasks().get(0).direction().recognised().items().get(0).path();
    Files.copy(
        folder.resolve("A").resolve("03a01Wa.wav"), copied, StandardCopyOption.REPLACE_EXISTING);
    says(
        assertThrows(ProtocolException.class, asked::open).getMessage(),
        "A>B",
        "B>A",
        "1 recording of",
        "have the same content as others that are learnt from");
  }

  @Test
  void theSpeakerTrackNeedsSpeakers() {
    Trees.emodb(folder.resolve("A"), 1, "03", "08");
    Trees.emodb(folder.resolve("hidden"), 1, "10");
    StringBuilder rows = new StringBuilder("path,emotion\n");
    for (String letter : Trees.EMODB_LETTERS) {
      rows.append("hidden/10a01").append(letter).append("a.wav,").append(letter).append('\n');
    }
    String list =
        rows.toString()
            .replace(",W", ",anger")
            .replace(",A\n", ",fear\n")
            .replace(",F", ",joy")
            .replace(",N", ",neutral")
            .replace(",T", ",sad");
    Path manifest = Trees.write(folder.resolve("list.csv"), list);
    Matrix matrix =
        every()
            .corpora(List.of(folder.resolve("A"), manifest))
            .tracks(List.of(Track.CORPUS, Track.SPEAKER))
            .open();
    assertEquals(4, matrix.cells().size());
    assertEquals(2, matrix.leftOut().size());
    says(matrix.leftOut().get(0).reason(), "speaker");
  }

  @Test
  void oddNamesDoNoHarm() {
    Trees.emodb(folder.resolve("<b onclick='x'>A&amp;"), 1, "03");
    Trees.emovo(folder.resolve("B;$(rm)"), 1);
    Matrix matrix =
        Matrix.builder()
            .protocol(Protocol.named("every-direction"))
            .corpora(List.of(folder))
            .open();
    assertEquals(
        List.of("<b onclick='x'>A&amp;>B;$(rm)", "B;$(rm)><b onclick='x'>A&amp;"), tasks(matrix));
    Trees.emovo(folder.resolve("C/x\ny"), 1);
    says(
        problem(
            () ->
                Matrix.builder()
                    .protocol(Protocol.named("every-direction"))
                    .corpora(List.of(folder.resolve("C/x\ny")))
                    .open()),
        "'x?y'",
        "can't be printed");
  }

  @Test
  void columnsThatComeToTheSameAreNamed() {
    Path mine =
        Trees.write(folder.resolveSibling("same.yaml"), "{name: same, settings: {method: dan}}");
    Matrix matrix = every().columns(Columns.of(List.of("dan", mine.toString()))).open();
    says(String.join(" ", matrix.notes()), "'dan' and 'same' have the same settings");
  }
}
