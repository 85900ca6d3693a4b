package org.emodna.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The built-in protocols over the real corpora, where they are at hand. */
class RealCorporaMatrixTest {
  private static Path corpora() {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    Path shared = override != null ? Path.of(override) : root.resolveSibling("shared");
    Path folder = shared.resolve("corpora");
    for (String name : List.of("CASIA", "EMODB", "EMOVO")) {
      assumeTrue(Files.isDirectory(folder.resolve(name)), () -> "skipped: no " + folder);
    }
    return folder;
  }

  private static Matrix open(String protocol, Path... places) {
    return Matrix.builder().protocol(Protocol.named(protocol)).corpora(List.of(places)).open();
  }

  @Test
  void sixDirections() {
    Matrix matrix = open("tim-net-5", corpora());
    assertEquals(
        List.of(
            "CASIA>EMODB",
            "CASIA>EMOVO",
            "EMODB>CASIA",
            "EMODB>EMOVO",
            "EMOVO>CASIA",
            "EMOVO>EMODB"),
        matrix.tasks().stream().map(Task::name).toList());
    Map<String, Integer> sizes = Map.of("CASIA", 1000, "EMODB", 408, "EMOVO", 420);
    for (Task task : matrix.tasks()) {
      assertEquals(sizes.get(task.ends().source()), task.direction().source().size());
      assertEquals(sizes.get(task.ends().target()), task.recognisedUtterances());
    }
    assertEquals(
        List.of("RAVDESS", "SAVEE"),
        matrix.corpora().missing().stream().map(FoundCorpora.Missing::name).toList());
    // Two tracks, fifteen columns, six tasks, five seeds.
    assertEquals(900, matrix.runs());
  }

  @Test
  void speakersLeftOut() {
    Matrix matrix = open("within-corpus-speakers", corpora().resolve("EMODB"));
    assertEquals(10, matrix.tasks().size());
    assertEquals(408, matrix.tasks().stream().mapToInt(Task::recognisedUtterances).sum());
    for (Task task : matrix.tasks()) {
      assertEquals(408, task.recognisedUtterances() + task.direction().source().size());
    }
  }

  @Test
  void everyCorpusWithin() {
    Matrix speakers = open("within-corpus-speakers", corpora());
    assertEquals(
        Map.of("CASIA", 4L, "EMODB", 10L, "EMOVO", 6L),
        speakers.tasks().stream()
            .collect(Collectors.groupingBy(task -> task.ends().source(), Collectors.counting())));
    Matrix folds = open("within-corpus-folds", corpora());
    assertEquals(10, folds.tasks().size());
    assertEquals("CASIA", folds.leftOut().get(0).task());
    assertTrue(folds.notes().isEmpty(), folds.notes().toString());
  }

  @Test
  void everyDirection() {
    assertEquals(6, open("every-direction", corpora()).tasks().size());
  }
}
