package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.protocol;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.Sound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands on both sides of a task, and doubles by content. */
class LeaksTest {
  @TempDir Path folder;

  private Matrix open(String protocol) {
    return Matrix.builder()
        .protocol(Protocol.named(protocol))
        .corpora(List.of(folder.resolve("A")))
        .columns(Columns.of(List.of("source-only")))
        .open();
  }

  @Test
  void aRecordingUnderTwoSpeakersIsAnError() throws IOException {
    Path a = Trees.emodb(folder.resolve("A"), 1, "03", "08", "09");
    assertEquals(3, open("within-corpus-speakers").tasks().size());
    Files.writeString(a.resolve("08a01Wa.wav"), Files.readString(a.resolve("03a01Wa.wav")));
    String problem = problem(() -> open("within-corpus-speakers"));
    says(problem, "A fold 03", "1 recording of 5", "03a01Wa.wav", "08a01Wa.wav", "copies");
  }

  @Test
  void foldsOfSingleRecordingsMayHaveASpeakerOnBothSides() throws IOException {
    Path a = Trees.emodb(folder.resolve("A"), 3, "03", "08");
    String yaml =
        "name: x\nlabels: shared\ncorpora: any\ntasks: {folds: {count: 3, by: utterance}}\n";
    Matrix.Builder builder =
        Matrix.builder()
            .protocol(protocol(yaml))
            .corpora(List.of(a))
            .columns(Columns.of(List.of("source-only")));
    Matrix matrix = builder.open();
    assertEquals(3, matrix.tasks().size());
    assertEquals(10, matrix.tasks().get(0).recognisedUtterances());
    says(String.join(" ", matrix.notes()), "a speaker's are on both sides");
  }

  @Test
  void whatIsAdaptedToIsNotRecognisedUnderAnotherSpeaker() throws IOException {
    Path a = Trees.emodb(folder.resolve("A"), 1, "03", "08", "09", "10");
    Trees.emovo(folder.resolve("B"), 1);
    String yaml =
        "name: x\nlabels: shared\ncorpora: {A: {}, B: {}}\ntasks: {directions: [B>A]}\n"
            + "adaptation: {inductive: {speakers: {A: ['03']}}}\nvalidation: 0.1\n";
    Matrix.Builder builder = Matrix.builder().protocol(protocol(yaml)).corpora(List.of(folder));
    assertEquals(15, builder.open().tasks().get(0).recognisedUtterances());
    Files.writeString(a.resolve("08a01Wa.wav"), Files.readString(a.resolve("03a01Wa.wav")));
    says(problem(builder::open), "B>A", "03a01Wa.wav", "08a01Wa.wav");
  }

  @Test
  void onlyTheSameBytesAreDoubles() throws IOException {
    byte[] long1 = new byte[100_000];
    byte[] long2 = long1.clone();
    long2[5] = 1;
    Sound a = sound("a", long1);
    Sound b = sound("b", long2);
    Sound c = sound("c", long1);
    Sound empty = sound("d", new byte[0]);
    Sound empty2 = sound("e", new byte[0]);
    Sound none = Sound.of(folder.resolve("none"));
    Duplicates duplicates = new Duplicates(List.of(a, b, c, empty, empty2, none, a));
    assertTrue(duplicates.of(a).isPresent());
    assertEquals(duplicates.of(a), duplicates.of(c));
    assertFalse(duplicates.of(b).isPresent(), "differs outside the piece that is read first");
    assertFalse(duplicates.of(empty).isPresent());
    assertEquals(1, duplicates.between(List.of(a), List.of(b, c)).size());
    assertEquals(1, duplicates.between(List.of(b), List.of(b, c)).size(), "the file itself");
  }

  private Sound sound(String name, byte[] content) throws IOException {
    return Sound.of(Files.write(folder.resolve(name), content));
  }

  @Test
  void clipsOfTheSameSamplesAreDoubles() {
    Sound a = clip("a", 0.5f);
    Sound b = clip("b", 0.25f);
    Sound c = clip("c", 0.5f);
    Duplicates duplicates = new Duplicates(List.of(a, b, c));
    assertEquals(duplicates.of(a), duplicates.of(c));
    assertTrue(duplicates.of(a).isPresent());
    assertFalse(duplicates.of(b).isPresent());
  }

  private static Sound clip(String name, float first) {
    return Sound.of(AudioClip.of(new float[] {first, 0, 0}, 16_000, name));
  }
}
