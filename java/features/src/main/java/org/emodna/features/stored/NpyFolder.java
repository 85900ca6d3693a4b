package org.emodna.features.stored;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/** One npy file an utterance, as EmoBox and emotion2vec write them: [D] or [T, D]. */
final class NpyFolder extends EmbeddingStore {
  private final SortedMap<String, Path> files;

  NpyFolder(Path place, SortedMap<String, Path> files, EmbeddingKeys keys) {
    super(PathText.of(place), new EmbeddingNames(files.keySet(), keys), shape(first(files)));
    this.files = files;
  }

  private static Path first(SortedMap<String, Path> files) {
    return files.get(files.firstKey());
  }

  private static EmbeddingShape shape(Path file) {
    try (NpyFile npy = NpyFile.open(file)) {
      return EmbeddingShape.of(npy.name(), npy.shape());
    }
  }

  @Override
  Embedding embedding(String name) {
    Path file = files.get(name);
    try (NpyFile npy = NpyFile.open(file)) {
      long[] axes = npy.shape();
      EmbeddingShape shape = EmbeddingShape.of(npy.name(), axes);
      return new Embedding(
          npy.name(),
          shape,
          shape.frames() ? (int) axes[0] : 1,
          (from, into, at, count) -> read(file, axes, from, into, at, count));
    }
  }

  /** Thousands of files can't be kept open. */
  private static void read(Path file, long[] axes, long from, float[] into, int at, int count) {
    try (NpyFile npy = NpyFile.open(file)) {
      if (!Arrays.equals(npy.shape(), axes)) {
        throw new FeatureException(
            Problem.of(npy.name(), "was changed while it was in use").remedy("begin again"));
      }
      npy.read(from, into, at, count);
    }
  }

  @Override
  public void close() {}
}
