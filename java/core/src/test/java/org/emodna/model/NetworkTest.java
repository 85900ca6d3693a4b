package org.emodna.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;

/** What is declared has one place and one name. */
class NetworkTest {
  private static Network declared(Consumer<EncoderDeclaration> declare) {
    Network network = new Network(List.of(), new EncoderInput(10, 3));
    network.declare(declare);
    return network;
  }

  @Test
  void slotsLieBehindOneAnotherAndBlocksAreOneRegion() {
    Network network =
        declared(
            d -> {
              d.parameter("a", Start.one(), 2, 3);
              d.block(
                  "both",
                  () -> {
                    d.parameter("b", Start.zero(), 4);
                    d.statistic("mean", Start.zero(), 5);
                    d.parameter("c", Start.zero(), 1);
                  });
            });
    assertEquals(11, network.weights().size());
    assertEquals(new Parameters.Region("both", 6, 5), network.weights().region("both"));
    assertEquals(new Parameters.Region("both", 0, 5), network.statistics().region("both"));
    assertThrows(InvalidArgumentException.class, () -> network.weights().region("b"));
  }

  /** A model has one file for both, and names of its own in it. */
  @Test
  void aNameStandsForOneTensorOfAModel() {
    assertRefused(
        "declared twice",
        d -> {
          d.parameter("norm", Start.one(), 3);
          d.statistic("norm", Start.zero(), 3);
        });
    assertRefused("rename it", d -> d.parameter("normalisation.l1", Start.one(), 3));
    assertRefused("a size of 0", d -> d.parameter("none", Start.one(), 0));
  }

  private static void assertRefused(String words, Consumer<EncoderDeclaration> declare) {
    InvalidArgumentException e =
        assertThrows(InvalidArgumentException.class, () -> declared(declare));
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}
