package org.emodna.corpus.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Utterance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir Path folder;
  private Path lists;

  @BeforeEach
  void recordings() throws IOException {
    lists = Files.createDirectories(folder.resolve("lists"));
    Files.createDirectories(lists.resolve("wav"));
    for (String file : new String[] {"a.wav", "wav/b, c.flac", "wav/d.mp3"}) {
      Files.createFile(lists.resolve(file));
    }
    Files.createFile(folder.resolve("outside.wav"));
  }

  private Manifest read(String name, String text) throws IOException {
    return Manifest.read(Files.writeString(lists.resolve(name), text));
  }

  private String broken(String name, String text) {
    return assertThrows(CorpusException.class, () -> read(name, text)).getMessage();
  }

  private static String ids(Manifest manifest) {
    return manifest.utterances().stream()
        .map(one -> one.id() + "=" + one.emotion())
        .collect(Collectors.joining("; "));
  }

  private static String reasons(Manifest manifest) {
    return manifest.unusable().stream()
        .map(one -> one.id() + " " + one.kind() + " " + one.reason())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void csvWithQuotesByteOrderMarkAndOddCells() throws IOException {
    Manifest manifest =
        read(
            "m.csv",
            "\uFEFFAudio_FilePath,Emotion,Speaker ID,duration,sex,room\r\n"
                + "a.wav,Angry,7,1.5,F,hall\r\n"
                + "\"wav/b, c.flac\", HAP ,8,,male,\r\n"
                + "\r\n"
                + "wav/d.mp3,,9,2,x,\r\n");
    assertEquals("a.wav=anger; wav/b, c.flac=happiness; wav/d.mp3=null", ids(manifest));
    Utterance first = manifest.utterances().get(0);
    assertEquals("7", first.speaker());
    assertEquals(Gender.FEMALE, first.gender());
    assertEquals(1.5, first.duration());
    assertEquals(Map.of("room", "hall"), first.extra());
    assertTrue(Double.isNaN(manifest.utterances().get(1).duration()));
    assertNull(manifest.utterances().get(2).gender());
    assertEquals("", reasons(manifest));
  }

  @Test
  void csvWithSemicolonsAndTsv() throws IOException {
    assertEquals(
        "a.wav=sadness", ids(read("s.csv", "file;label;text\na.wav;sad;well, well, well\n")));
    assertEquals("a.wav=fear", ids(read("t.tsv", "path\tclass\na.wav\tfear\n")));
    assertEquals("a.wav=fear", ids(read("tabs.csv", "path\tclass\na.wav\tfear\n")));
  }

  @Test
  void nemoAndEmoBoxLines() throws IOException {
    Manifest nemo =
        read(
            "nemo.json",
            """
            {"audio_filepath": "a.wav", "duration": 1.5, "label": "angry", "offset": 0}
            {"audio_filepath": "wav/d.mp3", "duration": 1.5, "target": "doubt", "speaker": 12}
            """);
    assertEquals("a.wav=anger; wav/d.mp3=doubt", ids(nemo));
    assertEquals("12", nemo.utterances().get(1).speaker());
    Manifest emoBox =
        read(
            "emobox.jsonl",
            "{\"key\":\"k1\",\"wav\":\"a.wav\",\"emo\":\"Happiness\",\"spk\":\"01\",\"length\":3.2,"
                + "\"task\":{\"deep\":[1]}}\r\n\r\n"
                + "{\"key\":\"k2\",\"wav\":\"wav/d.mp3\",\"emo\":null}");
    assertEquals("a.wav=happiness; wav/d.mp3=null", ids(emoBox));
    assertEquals("01", emoBox.utterances().get(0).speaker());
    assertEquals("k1", emoBox.utterances().get(0).extra().get("key"));
  }

  @Test
  void everyUnusableRowIsListedAndStopsNoOther() throws IOException {
    Manifest manifest =
        read(
            "m.jsonl",
            """
            {"path": "a.wav", "label": "sad"}
            {"path": "a.wav", "label": "sadness"}
            {"path": "./wav/../a.wav"}
            {"path": "gone.wav"}
            {"path": "wav"}
            {"path": "https://example.org/x.wav"}
            {"path": "x\\u0000.wav"}
            {"label": "sad"}
            {"path": "wav/d.mp3", "offset": 3.5}
            {"path": "wav/d.mp3", "duration": "long"}
            {"path": "wav/d.mp3", "label": "\\u0007"}
            [1]
            {"path": "a.wav"
            {"path": "a.wav"} {}
            {"path": "a.wav", "path": "a.wav"}
            {"path": "wav\\\\d.mp3", "label": "calm"}
            """);
    assertEquals("a.wav=sadness; wav/d.mp3=calm", ids(manifest));
    assertEquals(
        """
        row 2 EXCLUDED the same file as row 1, with the same label: a.wav
        row 3 EXCLUDED the same file as row 1, and has no label: a.wav
        row 4 MISSING no such file: gone.wav
        row 5 MISSING a folder: wav
        row 6 MISSING not a local file: https://example.org/x.wav
        row 7 MISSING not a possible path here (characters beyond ASCII need a UTF-8 locale, such as \
        LC_ALL=C.UTF-8): x?.wav
        """
            .strip(),
        reasons(manifest).lines().limit(6).collect(Collectors.joining("\n")));
    assertEquals(14, manifest.unusable().size(), reasons(manifest));
  }

  @Test
  void pathsOutsideTheFolderAreAllowed() throws IOException {
    String absolute = folder.resolve("outside.wav").toString();
    Manifest manifest = read("m.csv", "path\n../outside.wav\n/no/such.wav\n");
    assertEquals(absolute + "=null", ids(manifest));
    assertEquals("row 2 MISSING no such file: /no/such.wav", reasons(manifest));
    assertEquals(absolute + "=null", ids(read("n.csv", "path\n" + absolute + "\n")));
  }

  @Test
  void openedAsACorpusWithPathsRelativeToTheFolderGivenBesideIt() throws IOException {
    Path manifest = Files.writeString(folder.resolve("m.csv"), "wav,emo\na.wav,neu\nd.wav,sad\n");
    Corpus corpus = Corpus.open(lists, manifest.toString());
    assertEquals("m", corpus.name());
    assertEquals("manifest", corpus.reader());
    assertEquals("lists/a.wav", corpus.utterances().get(0).id());
    assertEquals(Emotion.NEUTRAL, corpus.utterances().get(0).emotion());
    assertEquals(Unusable.Kind.MISSING, corpus.unusable().get(0).kind());
    String none = assertThrows(CorpusException.class, () -> Corpus.open(manifest)).getMessage();
    assertTrue(none.contains("no usable row, for example row 1: no such file: a.wav"), none);
  }

  @Test
  void brokenAsAWhole() throws IOException {
    assertTrue(broken("e.csv", "").contains("empty"));
    assertTrue(broken("h.csv", "name,emotion\nx,y\n").contains("call it one of [audio_filepath"));
    assertTrue(broken("d.csv", "path,label,label\n").contains("'label' occurs twice"));
    assertTrue(broken("q.csv", "path,label\n\"a.wav,sad\n").contains("after row 0"));
    assertTrue(
        broken("long.csv", "path,label\na.wav," + "x".repeat(70_000)).contains("cannot be read"));
    assertTrue(broken("wide.csv", "path" + ",c".repeat(300) + "\n").contains("more than 256"));
    assertTrue(broken("x.txt", "path\na.wav\n").contains("neither a folder nor a manifest"));
    Path latin = lists.resolve("latin.csv");
    Files.write(latin, "path,label\nb\u00e4.wav,sad\n".getBytes(StandardCharsets.ISO_8859_1));
    String message = assertThrows(CorpusException.class, () -> Manifest.read(latin)).getMessage();
    assertTrue(message.contains("not valid UTF-8"), message);
  }

  @Test
  void raggedRowsAndEndlessLinesAreListed() throws IOException {
    Manifest ragged = read("r.csv", "path,label\na.wav,sad\nwav/d.mp3\na,b,c\n");
    assertEquals("a.wav=sadness", ids(ragged));
    assertEquals(2, ragged.unusable().size());
    Manifest endless =
        read("l.jsonl", "{\"path\":\"" + "x".repeat(1 << 21) + "\"}\n{\"path\":\"a.wav\"}\n");
    assertEquals("a.wav=null", ids(endless));
    assertEquals("row 1 NOT_UNDERSTOOD longer than 1048576 characters", reasons(endless));
  }
}
