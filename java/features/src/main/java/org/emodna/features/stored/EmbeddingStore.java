package org.emodna.features.stored;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureException;

/**
 * Embeddings of many utterances that were computed elsewhere, found by utterance id: a path
 * relative to the corpus's root with forward slashes, with or without its extension.
 *
 * <table>
 * <caption>What it may lie in</caption>
 * <tr><th>place<th>name of an embedding
 * <tr><td>folder of npy files<td>path of the file below the folder, without {@code .npy}
 * <tr><td>one safetensors file<td>name of the tensor
 * <tr><td>folder of safetensors files<td>name of the tensor; where each file holds a single tensor,
 *     path of the file without {@code .safetensors}
 * <tr><td>one npy file [N, D]<td>line of the list beside it ({@link NpyTable})
 * </table>
 *
 * <p>Each is a vector [D] or frames [T, D]. Opening looks at names and at one shape; values stay in
 * their files until they are read, so that memory does not grow with the store. Thread-safe.
 */
public abstract class EmbeddingStore implements AutoCloseable {
  /** As many as the largest corpora have recordings. */
  static final int MOST = 1 << 20;

  private final String place;
  private final EmbeddingNames names;
  private final EmbeddingShape shape;

  /**
   * @param place for messages
   * @param names of the embeddings, at least one
   * @param shape of the first
   */
  EmbeddingStore(String place, EmbeddingNames names, EmbeddingShape shape) {
    this.place = place;
    this.names = names;
    this.shape = shape;
  }

  /** Likewise with {@link #open(Path, Path)}, where names are ids. */
  public static EmbeddingStore open(Path place) {
    return open(place, null);
  }

  /**
   * Opens a store.
   *
   * @param place a folder or a file
   * @param keys a list of the recordings that names stand for ({@link EmbeddingKeys}); null where
   *     the names are ids themselves
   * @return the store, to be closed by the caller
   * @throws FeatureException if there is nothing there, or nothing that can be used
   */
  public static EmbeddingStore open(Path place, Path keys) {
    EmbeddingKeys list = keys == null ? null : EmbeddingKeys.read(keys);
    if (Files.isDirectory(place)) {
      return ofFolder(place, list);
    }
    if (!Files.isRegularFile(place)) {
      throw new FeatureException(
          Problem.of(
                  PathText.of(place),
                  Files.exists(place) ? "is neither a file nor a folder" : "no such file or folder")
              .remedy("name a folder or file of embeddings"));
    }
    String name = place.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(StoreFolder.NPY)) {
      return NpyTable.open(place, list);
    }
    if (name.endsWith(StoreFolder.SAFETENSORS)) {
      return SafeTensorsStore.ofFile(place, list);
    }
    throw new FeatureException(
        Problem.of(PathText.of(place), "is neither an npy nor a safetensors file")
            .remedy("name a folder of .npy files, a .safetensors file or an .npy file"));
  }

  private static EmbeddingStore ofFolder(Path place, EmbeddingKeys keys) {
    StoreFolder folder = StoreFolder.of(place);
    if (folder.npy().isEmpty() && folder.safetensors().isEmpty()) {
      throw new FeatureException(
          Problem.of(PathText.of(place), "holds no .npy and no .safetensors file")
              .remedy("name the folder that the embeddings lie in"));
    }
    if (!folder.npy().isEmpty() && !folder.safetensors().isEmpty()) {
      throw new FeatureException(
          Problem.of(
                  PathText.of(place),
                  "holds %d .npy and %d .safetensors files"
                      .formatted(folder.npy().size(), folder.safetensors().size()))
              .remedy("keep one kind in a folder of its own"));
    }
    return folder.npy().isEmpty()
        ? SafeTensorsStore.ofFolder(place, folder.safetensors(), keys)
        : new NpyFolder(place, folder.npy(), keys);
  }

  /** Where it lies, as it was given. */
  public final String place() {
    return place;
  }

  /** The shape of its first embedding, which all should have. */
  public final EmbeddingShape shape() {
    return shape;
  }

  /**
   * Whether the first embedding is of frames, or of a vector: one of [1, D] will do for both.
   *
   * @param frames what is needed
   */
  final boolean serves(boolean frames) {
    return shape.frames() == frames
        || shape.frames() && embedding(names.all().iterator().next()).frames() == 1;
  }

  /** Names of all embeddings, sorted; unmodifiable. */
  public final Set<String> names() {
    return names.all();
  }

  /**
   * Finds the embedding of an utterance.
   *
   * @param id of the utterance
   * @return nothing where there is none
   * @throws FeatureException if several could be meant, or it has another shape than the first
   */
  public final Optional<Embedding> find(String id) {
    return names.find(place, id).map(this::embedding).map(this::ofSameShape);
  }

  private Embedding ofSameShape(Embedding one) {
    if (!one.shape().equals(shape)) {
      throw new FeatureException(
          Problem.of(one.source(), "has %s, and others there have %s".formatted(one.shape(), shape))
              .remedy("compute all of them in one way"));
    }
    return one;
  }

  /** Of a name that there is. */
  abstract Embedding embedding(String name);

  /**
   * What does not match between a corpus and a store.
   *
   * @param matched number of utterances that have an embedding
   * @param missing ids of utterances without one, in their order
   * @param ambiguous ids of utterances for which several could be meant
   * @param unused names of embeddings that belong to no utterance, sorted
   */
  public record Match(
      int matched, List<String> missing, List<String> ambiguous, List<String> unused) {
    /** Copies the lists. */
    public Match {
      missing = List.copyOf(missing);
      ambiguous = List.copyOf(ambiguous);
      unused = List.copyOf(unused);
    }
  }

  /**
   * Reads the embedding of each recording that has one, to find those that can't be used.
   *
   * @param ids of recordings
   * @return each that is broken, with the reason
   */
  public final List<FailedInput> broken(Collection<String> ids) {
    List<FailedInput> broken = new ArrayList<>();
    for (String id : ids) {
      try {
        find(id).ifPresent(Embedding::contentHash);
      } catch (EmoDnaException e) {
        broken.add(FailedInput.of(id, e));
      }
    }
    return broken;
  }

  /** Compares the store's names with the ids of a corpus's utterances, by names alone. */
  public final Match match(Collection<String> ids) {
    List<String> missing = new ArrayList<>();
    List<String> ambiguous = new ArrayList<>();
    Set<String> unused = new TreeSet<>(names.all());
    int matched = 0;
    for (String id : ids) {
      try {
        Optional<String> name = names.find(place, id);
        if (name.isEmpty()) {
          missing.add(id);
        } else {
          matched++;
          unused.remove(name.get());
        }
      } catch (FeatureException e) {
        ambiguous.add(id);
      }
    }
    return new Match(matched, missing, ambiguous, List.copyOf(unused));
  }

  /** Closes its files; reading from its embeddings afterwards is an error. */
  @Override
  public abstract void close();
}
