package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {
  @TempDir Path root;

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(CorpusException.class, call).getMessage();
  }

  private static void contains(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  @Test
  void foldersPerClassAlone() {
    Corpus corpus =
        Corpus.open(Trees.make(root, "Angry/x.wav", "boring/y.mp3", "notes/z.wav", "sad/q.wav"));
    assertEquals("folders", corpus.reader());
    assertEquals(root.getFileName().toString(), corpus.name());
    assertEquals(
        """
        Angry/x.wav anger null null
        boring/y.mp3 boredom null null
        sad/q.wav sadness null null
        """,
        Trees.lines(corpus));
    assertEquals(
        "notes/z.wav: NOT_UNDERSTOOD is not in a folder named after an emotion\n",
        Trees.unusable(corpus));
  }

  @Test
  void foldersPerClassBelowSpeakers() {
    Corpus corpus =
        Corpus.open(
            Trees.make(root, "data/ann/angry/x.wav", "data/bob/angry/x.wav", "data/bob/sad/y.wav"));
    assertEquals(
        """
        data/ann/angry/x.wav anger ann null
        data/bob/angry/x.wav anger bob null
        data/bob/sad/y.wav sadness bob null
        """,
        Trees.lines(corpus));
  }

  @Test
  void foldersPerClassAboveSpeakersInSplits() {
    Corpus corpus =
        Corpus.open(
            Trees.make(
                root, "train/angry/ann/x.wav", "test/angry/bob/x.wav", "train/sad/bob/y.wav"));
    assertEquals(
        """
        test/angry/bob/x.wav anger bob null
        train/angry/ann/x.wav anger ann null
        train/sad/bob/y.wav sadness bob null
        """,
        Trees.lines(corpus));
  }

  @Test
  void oneWrapperFolderIsNoSpeaker() {
    Corpus corpus = Corpus.open(Trees.make(root, "mydata/angry/x.wav", "mydata/sad/y.wav"));
    assertEquals(
        """
        mydata/angry/x.wav anger null null
        mydata/sad/y.wav sadness null null
        """,
        Trees.lines(corpus));
  }

  @Test
  void aClassThatCasiaLacksMakesItFolders() {
    Corpus corpus =
        Corpus.open(
            Trees.make(
                root, "a/angry/201.wav", "a/boredom/202.wav", "b/sad/203.wav", "b/fear/1.wav"));
    assertEquals("folders", corpus.reader());
    assertEquals(4, corpus.utterances().size());
  }

  @Test
  void aCorpusSortedIntoClassFoldersKeepsItsReader() {
    Corpus corpus = Corpus.open(Trees.make(root, "angry/03a01Wa.wav", "sad/08a01Ta.wav"));
    assertEquals("emodb", corpus.reader());
    assertEquals("03", corpus.utterances().get(0).speaker());
  }

  @Test
  void twoCorporaSideBySideAreAmbiguous() {
    Trees.make(root, "EMODB/03a01Wa.wav", "EMODB/03a01Fa.wav", "EMOVO/f1/dis-f1-b1.wav");
    String message = message(() -> Corpus.open(root));
    contains(message, "several corpora: emodb 67 % (03a01Fa), emovo 33 % (dis-f1-b1)");
    assertEquals(2, Corpus.open(root, "EMODB").utterances().size());
    Corpus chosen = Corpus.open(root, "emovo");
    assertEquals(1, chosen.utterances().size());
    assertEquals(2, chosen.unusable().size());
    assertThrows(CorpusException.class, () -> Corpus.openUnlabelled(root));
  }

  @Test
  void unknownNamesSayWhatWasTriedAndWhatToDo() throws IOException {
    Trees.make(root, "x1.wav", "x2.wav", "labels.csv");
    String message = message(() -> Corpus.open(root));
    for (String part : new String[] {"2 audio files", "CorpusOptions.layout", "labels.csv"}) {
      contains(message, part);
    }
    assertFalse(message.contains(" 0 %"), message);
    Trees.make(root, "anger/x3.wav");
    contains(message(() -> Corpus.open(root)), "understood: folders 33 % (");
    Files.delete(root.resolve("anger/x3.wav"));
    Corpus plain = Corpus.openUnlabelled(root);
    assertEquals("x1.wav null null null\nx2.wav null null null\n", Trees.lines(plain));
    Target target = Target.of(plain, LabelSet.SHARED);
    assertEquals(2, target.corpus().size());
    assertTrue(target.scorer().isEmpty());
    contains(message(() -> plain.labelled(LabelSet.SHARED)), "its labels are none");
  }

  @Test
  void wrongPlacesAndNames() {
    contains(message(() -> Corpus.open(root.resolve("none"))), "no such file or folder");
    contains(message(() -> Corpus.open(root)), "holds no audio");
    contains(message(() -> Corpus.open(Trees.make(root, "x.txt"))), "holds no audio");
    contains(message(() -> Corpus.open(root.resolve("x.txt"))), "neither a folder nor a manifest");
    contains(message(() -> Corpus.open(root, "emodbb")), "emodb, casia, emovo");
    contains(message(() -> Corpus.open(root, "no.csv")), "no such file");
    contains(message(() -> Corpus.open(root.resolve("x.txt"), "emodb")), "needs a folder");
    Trees.make(root, "x.wav");
    contains(message(() -> Corpus.open(root, "emodb")), "no usable file for reader 'emodb'");
  }

  @Test
  void hiddenFilesTextsAndLoopsDoNotDisturb() throws IOException {
    Trees.make(
        root,
        "wav/03a01Fa.wav",
        "wav/.03a01Wa.wav",
        ".git/03a01Ta.wav",
        "__MACOSX/wav/03a01Na.wav",
        "wav/checksums.md5",
        "README",
        "LICENSE.txt",
        "wav/odd");
    Files.createSymbolicLink(root.resolve("wav/loop"), root);
    Files.createSymbolicLink(root.resolve("wav/08a01Fa.wav"), root.resolve("wav/03a01Fa.wav"));
    Files.createSymbolicLink(root.resolve("wav/dangling.wav"), root.resolve("gone.wav"));
    Corpus corpus = Corpus.open(root);
    assertEquals(
        """
        wav/03a01Fa.wav happiness 03 MALE
        wav/08a01Fa.wav happiness 08 FEMALE
        """,
        Trees.lines(corpus));
    String unusable = Trees.unusable(corpus);
    assertEquals(3, corpus.unusable().size(), unusable);
    contains(unusable, "wav/loop: UNREADABLE cannot be listed: FileSystemLoop");
    contains(unusable, "wav/dangling.wav: ");
    contains(unusable, "wav/odd: NOT_UNDERSTOOD not named like EMODB: 03a01Fa");
  }

  @Test
  void aFileWithoutExtensionCountsWhenItsNameIsKnown() {
    Corpus corpus = Corpus.open(Trees.make(root, "03a01Fa", "03a01Wa.xyz", "03a02Wa.wav"));
    assertEquals(3, corpus.utterances().size());
  }
}
