package org.emodna.report.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.emodna.report.About;
import org.emodna.report.Figures;
import org.emodna.report.Projection;
import org.emodna.report.Report;
import org.emodna.report.Track;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionsTest {
  @TempDir Path store;
  private Path file;

  @BeforeEach
  void folder() throws Exception {
    file = Files.createDirectories(store.resolve("runs/0a/b1")).resolve("embeddings.safetensors");
  }

  private static Report report() {
    Track.Cell cell =
        new Track.Cell("A>B", Figures.NONE, Map.of(1L, "runs/00/00", 2L, "runs/0a/b1"));
    Track.Row row =
        new Track.Row(
            "emo-dna",
            "method",
            "",
            null,
            List.of(cell),
            new Track.Mean(Figures.NONE, List.of(), List.of()));
    Track.Task task = new Track.Task("A>B", "direction", "A", "B", List.of("anger", "sadness"), 60);
    About about =
        new About(
            "t",
            "",
            "",
            new About.Protocol("", "", ""),
            List.of(),
            List.of("first"),
            new About.Gaps(List.of(), List.of(), List.of(), List.of(), List.of()));
    return new Report(
        about,
        List.of(new Track("corpus", List.of(task), List.of(row))),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static SafeTensorsWriter writer(int source, int target, String labels) {
    Random random = new Random(3);
    SafeTensorsWriter writer = new SafeTensorsWriter();
    for (String space : List.of("emotion", "corpus")) {
      for (String side : List.of("source", "recognised")) {
        int n = side.equals("source") ? source : target;
        float[] values = new float[n * 3];
        for (int i = 0; i < values.length; i++) {
          // class by class far apart in the one space, corpus by corpus in the other
          boolean far = space.equals("emotion") ? i / 3 % 2 == 1 : side.equals("source");
          values[i] = (float) random.nextGaussian() + (far ? 20 : 0);
        }
        writer.add(side + "." + space, values, n, 3);
        List<String> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          list.add(i % 2 == 0 ? "\"anger\"" : side.equals("source") ? "\"sadness\"" : labels);
        }
        writer.metadata(side + ".labels", list.toString());
      }
    }
    return writer;
  }

  @Test
  void bothSpacesOfTheFirstSeedWithEmbeddingsAreProjected() {
    writer(40, 30, "null").write(file);
    Report report = Projections.add(report(), store);
    assertEquals(List.of("first"), report.about().notes());
    assertEquals(
        List.of("emotion", "corpus"),
        report.projections().stream().map(Projection::space).toList());
    Projection emotion = report.projections().get(0);
    assertEquals(2, emotion.seed());
    assertEquals(70, emotion.points().size());
    assertEquals(
        15, emotion.points().stream().filter(p -> p.label().isEmpty()).count(), "unlabelled");
    assertEquals(30, emotion.points().stream().filter(p -> p.corpus().equals("target")).count());
    // What is apart among the features is apart in the picture: the nearest neighbour is one's own.
    for (Projection.Point p : report.projections().get(1).points()) {
      Projection.Point nearest = null;
      for (Projection.Point q : report.projections().get(1).points()) {
        if (q != p && (nearest == null || distance(p, q) < distance(p, nearest))) {
          nearest = q;
        }
      }
      assertEquals(p.corpus(), nearest.corpus());
    }
    assertEquals(report, Projections.add(report(), store), "the same bits again");
  }

  private static double distance(Projection.Point p, Projection.Point q) {
    return Math.hypot(p.x() - q.x(), p.y() - q.y());
  }

  @Test
  void brokenFilesGiveANoteAndNoPicture() throws Exception {
    List<SafeTensorsWriter> broken =
        List.of(
            new SafeTensorsWriter().add("source.emotion", new float[6], 2, 3),
            writer(10, 10, "\"x\"").metadata("source.labels", "[1"),
            writer(10, 10, "\"x\"").metadata("source.labels", "null"),
            writer(10, 10, "\"x\"").metadata("source.labels", "[\"a\"]"),
            writer(4, 4, "\"x\"").add("source.other", new float[4], 4).metadata("a", "b"),
            new SafeTensorsWriter()
                .add("source.emotion", new float[] {1, 2, 3, Float.NaN}, 4, 1)
                .metadata("source.labels", "[\"a\",\"a\",\"a\",\"a\"]"),
            new SafeTensorsWriter()
                .add("source.emotion", new float[8], 4, 2)
                .add("recognised.emotion", new float[4], 4, 1)
                .metadata("source.labels", "[\"a\",\"a\",\"a\",\"a\"]")
                .metadata("recognised.labels", "[\"a\",\"a\",\"a\",\"a\"]"));
    for (SafeTensorsWriter writer : broken) {
      writer.write(file);
      assertNoted();
    }
    Files.writeString(file, "no tensors");
    assertNoted();
  }

  private void assertNoted() {
    Report report = Projections.add(report(), store);
    assertEquals(List.of(), report.projections());
    assertEquals(2, report.about().notes().size());
    String note = report.about().notes().get(1);
    assertTrue(note.startsWith("Embeddings left out: runs/0a/b1/embeddings.safetensors: "), note);
  }

  @Test
  void samplesAreBalancedAndFixed() {
    List<String> groups = new ArrayList<>();
    groups.addAll(Collections.nCopies(500, "a"));
    groups.addAll(Collections.nCopies(10, "b"));
    groups.addAll(Collections.nCopies(200, "c"));
    int[] sample = Sample.of(groups, 100);
    assertEquals(100, sample.length);
    assertEquals(10, java.util.Arrays.stream(sample).filter(i -> i >= 500 && i < 510).count());
    assertEquals(45, java.util.Arrays.stream(sample).filter(i -> i >= 510).count());
    assertArrayEquals(sample, Sample.of(groups, 100));
    assertEquals(sample.length, java.util.Arrays.stream(sample).distinct().count());
    assertArrayEquals(new int[] {0, 1, 2}, Sample.of(List.of("x", "y", "x"), 300));
    assertEquals(0, Sample.of(List.of(), 300).length);
  }
}
