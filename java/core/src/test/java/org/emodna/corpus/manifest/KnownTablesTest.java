package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Gender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables that corpora and toolkits bring, with made-up names. */
class KnownTablesTest {
  @TempDir Path folder;
  private Tables tables;

  @BeforeEach
  void recordings() throws IOException {
    tables = Tables.in(folder);
  }

  private static String emoBox(String dataset, String wav, String emo) {
    return "{\"key\": \"%s-%s\", \"dataset\": \"%s\", \"wav\": \"downloads/%s\", \"type\": \"raw\", "
            .formatted(dataset, wav, dataset, wav)
        + "\"sample_rate\": 44100, \"num_frame\": 141120.0, \"task\": \"category\", "
        + "\"length\": 3.2, \"emo\": \"%s\", \"channel\": 1}\n".formatted(emo);
  }

  @Test
  void emoBoxListsAreReadByTheLabelMapAboveThem() throws IOException {
    tables.recordings(
        "downloads/aesdd/a (1).wav", "downloads/aesdd/s.wav", "downloads/aesdd/z.wav");
    tables.write(
        "data/aesdd/label_map.json", "{\"a\": \"Angry\", \"s\": \"Sad\", \"x\": \"Other\"}");
    Manifest manifest =
        tables.read(
            "data/aesdd/fold_1/aesdd_test_fold_1.jsonl",
            emoBox("aesdd", "aesdd/a (1).wav", "a")
                + emoBox("aesdd", "aesdd/s.wav", "s")
                + emoBox("aesdd", "aesdd/z.wav", "q"));
    assertEquals(2, manifest.utterances().size(), Tables.reasons(manifest));
    assertEquals("anger", manifest.utterances().get(0).emotion().name());
    assertEquals("sadness", manifest.utterances().get(1).emotion().name());
    assertEquals(3.2, manifest.utterances().get(0).duration());
    assertTrue(Tables.reasons(manifest).contains("row 3 NOT_UNDERSTOOD the label 'q' is not in"));
    assertTrue(
        Tables.notes(manifest).contains("a anger, s sadness, x other"), Tables.notes(manifest));
    assertTrue(Tables.notes(manifest).contains("the files are found below " + folder));
  }

  @Test
  void emoBoxJsonIsAnObjectOfRowsByTheirKeys() throws IOException {
    tables.recordings("downloads/emovo/f1.wav");
    tables.write("data/emovo/label_dict.json", "{\"gio\": \"Happy\"}");
    Manifest manifest =
        tables.read(
            "data/emovo/emovo.json",
            """
            {
                "emovo-f1": {
                    "wav": "downloads/emovo/f1.wav",
                    "length": 2.5,
                    "emo": "gio",
                    "dataset": "emovo",
                    "channel": 1
                }
            }
            """);
    assertEquals("happiness", manifest.utterances().get(0).emotion().name());
    assertEquals("emovo-f1", manifest.utterances().get(0).extra().get("key"));
  }

  @ParameterizedTest
  @CsvSource({
    "polish, s, fear",
    "cafe, s, surprise",
    "cafe, c, anger",
    "aesdd, s, sadness",
    "savee, su, surprise",
    "asvpesd, 09, excitement",
    "asvpesd, 17, null",
    "oreau, T, sadness",
    "urdu, N, neutral",
    "enterface, fe, fear",
    "msppodcast, U, surprise",
    "msppodcast, X, null",
    "emodb, boredem, boredom",
    "tess, ps, surprise",
    "meld, joy, happiness",
    "iemocap, exc, excitement",
    "emovo, gio, happiness",
    "ased, S, sadness",
    "jlcorpus, apologetic, apologetic"
  })
  void emoBoxCodesAreThoseOfTheirCorpus(String dataset, String code, String emotion)
      throws IOException {
    tables.recordings("downloads/x.wav");
    Manifest manifest = tables.read("list.jsonl", emoBox(dataset, "x.wav", code));
    assertEquals(emotion, String.valueOf(manifest.utterances().get(0).emotion()));
  }

  @Test
  void emoBoxPartsOfPavoqueAreRefused() throws IOException {
    tables.recordings("downloads/p.flac");
    String row = emoBox("pavoque", "p.flac", "poker").replace("}", ", \"start_time\": 6054.61}");
    Manifest manifest = tables.read("list.jsonl", row);
    assertTrue(Tables.reasons(manifest).contains("is a part of a file (from 6054.61 s)"));
  }

  @Test
  void mspPodcastLabelsBesideTheFolderOfRecordings() throws IOException {
    tables.recordings("Audios/MSP-PODCAST_0001_0001.wav", "Audios/MSP-PODCAST_0001_0002.wav");
    tables.recordings("Audios/MSP-PODCAST_0001_0003.wav");
    Path labels =
        tables.write(
            "Labels/labels_consensus.csv",
            """
            FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set
            MSP-PODCAST_0001_0001.wav,A,5.9,2.5,5.1,30,Male,Train
            MSP-PODCAST_0001_0002.wav,U,2.2,4.0,2.6,39,Female,Test1
            MSP-PODCAST_0001_0003.wav,X,2.2,4.0,2.6,Unknown,Female,Development
            """);
    Corpus corpus = Corpus.open(labels);
    assertEquals("{anger=1, surprise=1}", corpus.counts().toString());
    assertEquals("39", corpus.utterances().get(1).speaker());
    assertEquals(Gender.MALE, corpus.utterances().get(0).gender());
    assertEquals("Train", corpus.utterances().get(0).extra().get("split_set"));
    assertEquals(null, corpus.utterances().get(2).emotion());
  }

  @Test
  void lettersAreNoEmotionsInOtherTables() throws IOException {
    Manifest manifest = tables.read("m.csv", "path,label\na.wav,A\nb.wav,S\n");
    assertEquals("a.wav=a; b.wav=s", Tables.ids(manifest));
    assertTrue(Tables.notes(manifest).contains("is the name of a known emotion (A, S)"));
  }

  @Test
  void meldRowsNameTheRecordingsOfTheirPart() throws IOException {
    String table =
        """
        Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime
        1,"Oh, he’s ""lost"" it.",Phoebe,sadness,negative,0,0,4,7,"00:20:57,256","00:21:00,049"
        2,What?,Monica,surprise,negative,0,3,4,7,"00:21:01,927","00:21:03,261"
        3,Gone,Ross,joy,positive,1,0,4,7,"00:21:01,927","00:21:03,261"
        """;
    tables.recordings("train_splits/dia0_utt0.mp4", "train_splits/dia0_utt3.mp4");
    tables.recordings("dev_splits_complete/dia0_utt0.mp4", "dev_splits_complete/dia1_utt0.mp4");
    Manifest train = tables.read("train_sent_emo.csv", table);
    assertEquals(
        "train_splits/dia0_utt0.mp4=sadness; train_splits/dia0_utt3.mp4=surprise",
        Tables.ids(train));
    assertEquals("Phoebe Monica", Tables.speakers(train));
    assertEquals("row 3 MISSING no such file: dia1_utt0.mp4", Tables.reasons(train));
    assertTrue(Tables.notes(train).contains("television episode"), Tables.notes(train));
    assertTrue(Tables.ids(tables.read("dev_sent_emo.csv", table)).contains("dev_splits_complete/"));
    Files.createDirectories(folder.resolve("wavs"));
    tables.recordings("wavs/dia0_utt0.wav");
    Manifest given = Manifest.read(tables.write("list.csv", table), folder.resolve("wavs"));
    assertEquals("wavs/dia0_utt0.wav=sadness", Tables.ids(given));
  }

  @Test
  void audformatTablesOfWholeFiles() throws IOException {
    Manifest manifest =
        tables.read(
            "db.emotion.csv",
            "file,start,end,emotion,emotion.confidence\na.wav,0 days,NaT,anger,0.9\n"
                + "b.wav,0 days 00:00:00,NaT,neutral,0.8\n");
    assertEquals("a.wav=anger; b.wav=neutral", Tables.ids(manifest));
    assertEquals("", Tables.notes(manifest));
  }

  @ParameterizedTest
  @CsvSource({
    "csv-bad-row-stops-all/quote_inside.csv, 4, 4, 1",
    "csv-bad-row-stops-all/open_quote.tsv, 3, 3, 1",
    "csv-label-column-ignored/data_path.csv, 5, 5, 0",
    "csv-label-column-ignored/labels_consensus.csv, 3, 3, 0",
    "csv-label-falls-back-by-row/label_and_emotion.csv, 3, 2, 0"
  })
  void reportedTables(String name, int utterances, int labelled, int unusable) {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    Path shared = override != null ? Path.of(override) : root.resolveSibling("shared");
    Path table = shared.resolve("reports").resolve(name);
    assumeTrue(Files.exists(table), table + " is not there");
    Manifest manifest = Manifest.read(table);
    assertEquals(utterances, manifest.utterances().size());
    assertEquals(
        labelled, manifest.utterances().stream().filter(one -> one.emotion() != null).count());
    assertEquals(unusable, manifest.unusable().size());
  }
}
