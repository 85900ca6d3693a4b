package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.emodna.model.Model;

/** Compares what models have learnt, whatever their files say of where it came from. */
final class ModelBits {
  private ModelBits() {}

  static void assertSame(Model expected, Model model) {
    assertEquals(expected.tensors().names(), model.tensors().names());
    for (String name : expected.tensors().names()) {
      assertArrayEquals(
          expected.tensors().get(name).values(), model.tensors().get(name).values(), name);
    }
  }
}
