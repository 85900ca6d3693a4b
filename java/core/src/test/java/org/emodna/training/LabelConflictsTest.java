package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelConflictsTest {
  private static Optional<String> warning(List<String> hashes, int... labels) {
    return LabelConflicts.warning(
        "mine", List.of("a", "b", "c", "d"), hashes, labels, List.of("anger", "fear"));
  }

  @Test
  void equalFilesWithDifferentLabelsAreSaidWithNumbers() {
    String warning = warning(List.of("1", "2", "1", "1"), 0, 1, 0, 1).orElseThrow();
    assertTrue(warning.startsWith("mine: 3 files"), warning);
    assertTrue(warning.contains("a (anger) and d (fear)"), warning);
  }

  @Test
  void equalFilesWithEqualLabelsAreNot() {
    assertEquals(Optional.empty(), warning(List.of("1", "2", "1", "3"), 0, 1, 0, 1));
  }
}
