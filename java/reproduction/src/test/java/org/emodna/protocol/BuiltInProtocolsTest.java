package org.emodna.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in protocols: that all can be read, and that their figures are those published. */
class BuiltInProtocolsTest {
  @Test
  void allCanBeRead() {
    for (String name : Protocols.names()) {
      Protocol protocol = Protocol.named(name);
      assertEquals(name, protocol.name());
      assertEquals(Protocols.text(name), protocol.text());
      assertTrue(Columns.of(protocol.columns()).size() > 0);
    }
  }

  @Test
  void publishedRowsCoverAllTwentyDirections() {
    Protocol protocol = Protocol.named("tim-net-5");
    TreeSet<String> directions = new TreeSet<>();
    for (String source : protocol.corpora()) {
      for (String target : protocol.corpora()) {
        if (!source.equals(target)) {
          directions.add(source + ">" + target);
        }
      }
    }
    assertEquals(20, directions.size());
    for (PublishedRow row : protocol.published()) {
      assertEquals(directions, new TreeSet<>(row.figures().keySet()), row.name());
      assertTrue(row.bestCase());
    }
    Map<String, PublishedRow> rows =
        protocol.published().stream().collect(Collectors.toMap(PublishedRow::name, row -> row));
    assertEquals(
        List.of("CAAM", "TCN", "TIM-Net, source only"), rows.keySet().stream().sorted().toList());
    PublishedRow timNet = rows.get("TIM-Net, source only");
    assertEquals(new PublishedRow.Figure(50.4, 43.9), timNet.figures().get("CASIA>EMODB"));
    assertEquals(new PublishedRow.Figure(37.1, 37.1), timNet.figures().get("RAVDESS>EMOVO"));
    assertEquals(new PublishedRow.Figure(42.0, 49.2), timNet.figures().get("CASIA>SAVEE"));
    assertEquals(
        new PublishedRow.Figure(24.6, 24.4), rows.get("CAAM").figures().get("SAVEE>RAVDESS"));
    assertEquals(
        new PublishedRow.Figure(23.7, 26.3), rows.get("TCN").figures().get("SAVEE>RAVDESS"));
  }

  /** The classes that are written down are those that the corpora's readers give both ends. */
  @Test
  void classesOfPairsAreThoseThatBothHave(@TempDir Path folder) {
    Trees.casia(folder.resolve("CASIA"));
    Trees.enterface(folder.resolve("enterface05"));
    Trees.emodb(folder.resolve("EMODB"), 1, "03", "08");
    Trees.write(folder.resolve("EMODB/03a02Ea.wav"), "disgust");
    Trees.write(folder.resolve("EMODB/03a02La.wav"), "boredom");
    Protocol written = Protocol.named("casia-emodb-enterface");
    Protocol derived =
        Trees.protocol(
            written.text().replaceAll(", labels: \\[[a-z, ]*\\]", "").replace("CASIA>", "CASIA>"));
    List<Task> one = open(written, folder).tasks();
    List<Task> other = open(derived, folder).tasks();
    assertEquals(6, one.size());
    for (int i = 0; i < 6; i++) {
      assertEquals(one.get(i).name(), other.get(i).name());
      assertEquals(other.get(i).labels(), one.get(i).labels(), one.get(i).name());
    }
  }

  private static Matrix open(Protocol protocol, Path folder) {
    return Matrix.builder().protocol(protocol).corpora(List.of(folder)).open();
  }
}
