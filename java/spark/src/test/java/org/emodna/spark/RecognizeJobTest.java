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

/** A list's lines are names of files, with whatever a name may have in it. */
class RecognizeJobTest {
  @TempDir Path folder;

  @Test
  void aPlaceThatCannotBeReadIsOneLine() throws IOException {
    Path model = Tones.model(folder);
    for (String input : List.of(folder.resolve("none").toString(), "s3a://bucket/a", "a:b:c")) {
      Sessions.local("local[2]");
      assertEquals(
          Jobs.FAILED,
          Jobs.run(
              new RecognizeJob(), input, model.toString(), folder.resolve("results").toString()),
          input);
    }
  }

  @Test
  void aNameWithAColonIsAFileAndWhatIsNoPathARowWithAnError() throws IOException {
    Path model = Tones.model(folder);
    Path clip = folder.resolve("source/anger/clip 0%2.wav");
    Files.copy(clip, folder.resolve("2024-01-01T10:00.wav"));
    Path list =
        Files.writeString(
            folder.resolve("calls,{may} [1]?.txt"),
            "2024-01-01T10:00.wav\n" + clip + "\n" + "gone:away.wav\n\nbad host://a b:c/d.wav\n");
    Path output = folder.resolve("out,[2]{x}*");
    String[] arguments = {
      "--partitions", "2", list.toString(), model.toString(), output.toString()
    };
    Sessions.local("local[2]");
    assertEquals(Jobs.SOME_FAILED, Jobs.run(new RecognizeJob(), arguments));
    try (SparkSession spark = Sessions.local("local[2]")) {
      // Nothing is recognised twice for want of a place.
      assertEquals(Jobs.FAILED, Jobs.run(new RecognizeJob(), arguments));
    }
    try (SparkSession spark = Sessions.local("local[2]")) {
      Map<String, Row> rows =
          spark.read().parquet(RecognizeJob.literally(output.toString())).collectAsList().stream()
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
