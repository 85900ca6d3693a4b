package org.example.service.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;

/** What a soak takes for a fault. */
final class SoakRulesTest {
  /** Half an hour, a measurement a second: from a level on, with a rise a minute and some noise. */
  private static MemoryRule memory(double rise) {
    MemoryRule rule = new MemoryRule();
    for (int second = 0; second < 1800; second++) {
      rule.add(480 + rise * second / 60 + 3 * Math.sin(second));
    }
    rule.heapWarm(21.5);
    rule.heapWarm(20);
    rule.heapWarm(26);
    rule.heapEnd(20.5);
    return rule;
  }

  @Test
  void memoryThatGrowsSlowlyIsNotFlat() {
    assertTrue(memory(0).isFlat(30), memory(0).text(30));
    assertTrue(memory(0.3).isFlat(30), memory(0.3).text(30));
    // 22 MiB in half an hour: less than 5 % and 8 MiB.
    assertFalse(memory(0.8).isFlat(30), memory(0.8).text(30));
    assertEquals(0.8, memory(0.8).slope(), 0.02);
  }

  @Test
  void objectsThatStayInTheHeapAreNotFlat() {
    MemoryRule rule = memory(0);
    rule.heapEnd(24.1);
    assertFalse(rule.isFlat(30), rule.text(30));
    assertFalse(rule.isFlat(3), rule.text(3));
    rule.heapEnd(Double.NaN);
    assertFalse(rule.isFlat(30), "it was not looked at");
  }

  @Test
  void anAnswerMustBeThatOfTheModelWhichItNames() throws Exception {
    Fixtures fixtures = Fixtures.in(Path.of("target", "fixtures"));
    Expected expected = new Expected(fixtures, 1);
    Map<String, Float> ofFirst;
    try (Recognizer first = Recognizer.load(fixtures.model(0))) {
      ofFirst = first.recognize(expected.recording(0), "x").probabilities();
    }
    assertTrue(expected.isOfRecording(0, answer(fixtures.model(0), ofFirst)));
    assertFalse(expected.isOfRecording(0, answer(fixtures.model(1), ofFirst)));
    assertFalse(expected.isOfRecording(0, answer(fixtures.other(), ofFirst)));
  }

  private static JsonNode answer(Path model, Map<String, Float> probabilities) throws Exception {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(model));
    ObjectNode answer = new ObjectMapper().createObjectNode();
    answer.put("model", HexFormat.of().formatHex(sum, 0, 6));
    probabilities.forEach(answer.putObject("probabilities")::put);
    return answer;
  }
}
