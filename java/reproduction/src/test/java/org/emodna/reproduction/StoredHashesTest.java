package org.emodna.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emodna.base.ContentHash;
import org.emodna.features.FeatureException;
import org.emodna.features.FrameGrid;
import org.emodna.features.StoredStream;
import org.emodna.features.StoredValues;
import org.emodna.features.UtteranceKey;
import org.junit.jupiter.api.Test;

class StoredHashesTest {
  /** Has a value for each utterance but "missing", and notes those that are hashed. */
  private static final class Counting implements StoredStream {
    private final List<String> hashed = new ArrayList<>();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String spec() {
      return "counting";
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public Optional<FrameGrid> grid() {
      return Optional.empty();
    }

    @Override
    public StoredValues find(UtteranceKey utterance) {
      if (utterance.id().equals("missing")) {
        throw new FeatureException("missing");
      }
      return new StoredValues() {
        @Override
        public int frames() {
          return 1;
        }

        @Override
        public float[] read(int from, int to) {
          return new float[to - from];
        }

        @Override
        public String contentHash() {
          hashed.add(utterance.corpus() + " " + utterance.id());
          return ContentHash.of(utterance.id().getBytes());
        }
      };
    }
  }

  @Test
  void eachValueIsReadOnceForAllPartsOfACorpus() {
    Counting stream = new Counting();
    StoredHashes hashes = new StoredHashes();
    List<StoredStream> streams = List.of(stream);
    String ab = hashes.of(streams, "A", List.of("a", "b"));
    String bc = hashes.of(streams, "A", List.of("b", "c", "missing"));
    assertEquals(ab, hashes.of(streams, "A", List.of("a", "b")));
    assertEquals(List.of("A a", "A b", "A c"), stream.hashed);
    assertNotEquals(ab, bc);
    assertEquals(bc, new StoredHashes().of(streams, "A", List.of("b", "c", "missing")));
    hashes.of(streams, "B", List.of("a"));
    assertEquals("B a", stream.hashed.get(stream.hashed.size() - 1));
  }
}
