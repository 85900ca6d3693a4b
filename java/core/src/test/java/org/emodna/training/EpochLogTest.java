package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochLogTest {
  @TempDir Path folder;

  private Path log(String text) throws IOException {
    return Files.writeString(folder.resolve("model.log.jsonl"), text);
  }

  @Test
  void aLogOfATrainingUnderWayIsReadUpToItsLastWholeLine() throws IOException {
    Path log =
        log(
            "{\"epoch\":1,\"epochs\":3,\"steps\":4,\"emotion\":1.5}\n"
                + "{\"epoch\":2,\"epochs\":3,\"steps\":8,\"emotion\":0.5,\"seconds\":2.5}\n"
                + "{\"epoch\":3,\"epo");
    assertEquals(
        List.of(
            new EpochLog.Entry(
                new EpochReport(1, 3, 4, Map.of("emotion", 1.5)), OptionalDouble.empty()),
            new EpochLog.Entry(
                new EpochReport(2, 3, 8, Map.of("emotion", 0.5)), OptionalDouble.of(2.5))),
        EpochLog.read(log));
    assertEquals(List.of(), EpochLog.read(log("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[]",
        "{\"epoch\":1,\"epochs\":3}",
        "{\"epoch\":1.5,\"epochs\":3,\"steps\":4}",
        "{\"epoch\":1,\"epochs\":3,\"steps\":4,\"emotion\":\"low\"}",
      })
  void whatIsNoLogIsRefusedByItsLine(String line) throws IOException {
    Path log = log("{\"epoch\":1,\"epochs\":3,\"steps\":4}\n" + line + "\n");
    TrainingException e = assertThrows(TrainingException.class, () -> EpochLog.read(log));
    assertTrue(e.getMessage().startsWith(log + ": line 2 "), e.getMessage());
  }
}
