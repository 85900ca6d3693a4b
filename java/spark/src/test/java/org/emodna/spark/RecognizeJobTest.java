package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A list's lines are names of files, with whatever a name may have in it. */
class RecognizeJobTest {
  @TempDir Path folder;

  @Test
  void aNameWithAColonIsAFileAndWhatIsNoPathARowWithAnError() throws IOException {
    Path model = Tones.model(folder);
    Path clip = folder.resolve("source/anger/clip 0%2.wav");
    Files.copy(clip, folder.resolve("2024-01-01T10:00.wav"));
    Path list =
        Files.writeString(
            folder.resolve("list.txt"),
            "2024-01-01T10:00.wav\n" + clip + "\n" + "gone:away.wav\n\nbad host://a b:c/d.wav\n");
    Path output = folder.resolve("output");
    Sessions.local("local[2]");
    assertEquals(
        Jobs.SOME_FAILED,
        new CommandLine(new RecognizeJob())
            .execute("--partitions", "2", list.toString(), model.toString(), output.toString()));
    try (SparkSession spark = Sessions.local("local[2]")) {
      Map<String, Row> rows =
          spark.read().parquet(output.toString()).collectAsList().stream()
              .collect(Collectors.toMap(row -> row.getString(0), row -> row));
      assertEquals(4, rows.size());
      for (String name : List.of("file:" + folder + "/2024-01-01T10:00.wav", "file:" + clip)) {
        assertTrue(rows.get(name).getAs("emotion") != null, rows.toString());
      }
      for (String name : List.of("file:" + folder + "/gone:away.wav", "bad host://a b:c/d.wav")) {
        assertTrue(rows.get(name).getAs("error") != null, rows.toString());
      }
    }
  }
}
