package org.emodna.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  private static ObjectNode run(int seed, String instructions) {
    ObjectNode all = new ObjectMapper().createObjectNode();
    all.put("numerics", 1).put("device", "cpu").put("instructions", instructions);
    all.putObject("settings").put("seed", seed);
    return all;
  }

  @Test
  void everyRunBelongsToOnePartWhateverTheMachine() {
    int[] sizes = new int[3];
    for (int seed = 0; seed < 300; seed++) {
      int parts = 0;
      for (int part = 1; part <= 3; part++) {
        Shard shard = Shard.of(part + "/3");
        ObjectNode wide = run(seed, "avx512");
        ObjectNode narrow = run(seed, "avx2");
        boolean ours = shard.has(() -> wide);
        assertEquals(ours, shard.has(() -> narrow), "seed " + seed);
        parts += ours ? 1 : 0;
        sizes[part - 1] += ours ? 1 : 0;
      }
      assertEquals(1, parts, "seed " + seed);
    }
    for (int size : sizes) {
      assertTrue(size > 60, "parts of like size: " + size);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0/3", "4/3", "1/0", "-1/3", "1/2/3", "a/b", "1/99999999"})
  void whatIsNoPartIsRefused(String text) {
    assertThrows(ReproductionException.class, () -> Shard.of(text));
  }
}
