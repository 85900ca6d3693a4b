package org.emodna.protocol;

import static org.emodna.protocol.Trees.problem;
import static org.emodna.protocol.Trees.says;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.CorpusOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Corpora found: by name, by what their files are named like, and what is said of those that
 * aren't.
 */
class FoundCorporaTest {
  @TempDir Path folder;

  private static FoundCorpora find(String protocol, Path... places) {
    return find(protocol, Map.of(), places);
  }

  private static FoundCorpora find(String protocol, Map<String, String> readers, Path... places) {
    return FoundCorpora.of(
        Protocol.named(protocol),
        List.of(places),
        List.of(),
        CorpusOptions.builder().build(),
        readers);
  }

  private static List<String> names(FoundCorpora corpora) {
    return corpora.found().stream().map(FoundCorpora.Found::name).toList();
  }

  private static List<String> missing(FoundCorpora corpora) {
    return corpora.missing().stream().map(FoundCorpora.Missing::name).toList();
  }

  @Test
  void byNameWhateverItsCase() {
    Trees.emodb(folder.resolve("emo-db"), 1, "03");
    Trees.casia(folder.resolve("casia"));
    FoundCorpora corpora = find("tim-net-5", folder);
    assertEquals(List.of("CASIA", "EMODB"), names(corpora));
    assertEquals(List.of("EMOVO", "RAVDESS", "SAVEE"), missing(corpora));
    says(corpora.missing().get(0).reason(), "is not there");
    assertEquals(folder.resolve("emo-db"), corpora.found().get(1).place());
  }

  @Test
  void byWhatTheFilesAreLike() {
    Trees.emodb(folder.resolve("first/wav"), 1, "03");
    Trees.emovo(folder.resolve("second"), 1);
    FoundCorpora corpora = find("tim-net-5", folder);
    assertEquals(List.of("EMODB", "EMOVO"), names(corpora));
    // A corpus that is named itself is that, whatever lies in it.
    FoundCorpora alone = find("tim-net-5", folder.resolve("first"));
    assertEquals(folder.resolve("first"), alone.found().get(0).place());
    assertEquals(List.of("EMODB"), names(alone));
  }

  @Test
  void aNameComesBeforeWhatFilesAreLike() {
    Trees.emodb(folder.resolve("EMODB"), 1, "03");
    Trees.emodb(folder.resolve("copy"), 1, "03");
    assertEquals(folder.resolve("EMODB"), find("tim-net-5", folder).found().get(0).place());
  }

  @Test
  void twoThatFitAreAnError() throws IOException {
    Trees.emodb(folder.resolve("a/EMODB"), 1, "03");
    Trees.emodb(folder.resolve("b/emodb"), 1, "03");
    String problem = problem(() -> find("tim-net-5", folder.resolve("a"), folder.resolve("b")));
    says(problem, "corpus EMODB", "a/EMODB", "b/emodb", "name the one that is meant");
    // One place by two ways is one.
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));
    assertEquals(
        List.of("EMODB"),
        names(find("tim-net-5", folder.resolve("a"), folder.resolve("link"), folder.resolve("a"))));
  }

  @Test
  void whatCantBeReadIsMissing() {
    Trees.emodb(folder.resolve("EMODB"), 1, "03");
    Trees.write(folder.resolve("EMOVO/notes.txt"), "nothing");
    FoundCorpora corpora = find("tim-net-5", folder);
    assertEquals(List.of("EMODB"), names(corpora));
    FoundCorpora.Missing emovo = corpora.missing().get(1);
    assertEquals("EMOVO", emovo.name());
    says(emovo.reason(), "can't be read", "EMOVO");
  }

  @Test
  void nothingThereIsAnError() {
    Trees.write(folder.resolve("x/readme.txt"), "nothing");
    says(problem(() -> find("tim-net-5", folder)), "no corpus is there", "CASIA", "SAVEE");
    says(problem(() -> find("tim-net-5")), "no folder is named");
    says(problem(() -> find("tim-net-5", folder.resolve("none"))), "none", "no such file");
  }

  @Test
  void anyCorporaByTheirFolders() {
    Trees.emodb(folder.resolve("berlin"), 1, "03");
    Trees.emovo(folder.resolve("rome"), 1);
    Trees.write(folder.resolve("docs/readme.txt"), "nothing");
    FoundCorpora corpora = find("every-direction", folder);
    assertEquals(List.of("berlin", "rome"), names(corpora));
    assertEquals(List.of("docs"), missing(corpora));
    assertEquals(
        List.of("rome", "berlin"),
        names(find("every-direction", folder.resolve("rome"), folder.resolve("berlin"))));
    assertEquals(List.of("rome"), names(find("every-direction", folder.resolve("rome"))));
    Trees.emodb(folder.resolve("other/rome"), 1, "03");
    says(
        problem(
            () -> find("every-direction", folder.resolve("rome"), folder.resolve("other/rome"))),
        "two are called 'rome'");
  }

  @Test
  void aCorpusWhoseFoldersAreCorporaToo() {
    // Each speaker's folder would be read as CASIA, each emotion's of eNTERFACE as nothing.
    Trees.casia(folder.resolve("mandarin"));
    Trees.enterface(folder.resolve("videos"));
    assertEquals(List.of("mandarin"), names(find("every-direction", folder.resolve("mandarin"))));
    assertEquals(List.of("videos"), names(find("every-direction", folder.resolve("videos"))));
    assertEquals(List.of("mandarin", "videos"), names(find("every-direction", folder)));
  }

  @Test
  void manifestsAndReadersOfSingleCorpora() {
    Trees.emodb(folder.resolve("c/EMODB"), 1, "03");
    Path list =
        Trees.write(
            folder.resolve("mine.csv"),
            "path,emotion,speaker\nc/EMODB/03a01Wa.wav,anger,x\nc/EMODB/03a01Fa.wav,joy,y\n");
    FoundCorpora corpora = find("every-direction", list);
    assertEquals(List.of("mine"), names(corpora));
    assertEquals("manifest", corpora.found().get(0).corpus().reader());
    FoundCorpora read =
        find("tim-net-5", Map.of("EMODB", list.toString()), folder.resolve("c/EMODB"));
    assertEquals(2, read.named("EMODB").orElseThrow().utterances().size());
    says(
        problem(() -> find("tim-net-5", Map.of("X", "emodb"), folder.resolve("c"))),
        "reader of 'X'",
        "EMODB");
  }
}
