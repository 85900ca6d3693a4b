package org.emodna.recognition;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;
import org.emodna.features.FeatureStream;
import org.emodna.features.InputSpec;
import org.emodna.features.StoredStream;
import org.emodna.features.UtteranceKey;

/**
 * Files of one call that would have the same embedding, since nothing but their bare names leads to
 * it: of {@code a/clip.flac} and {@code b/clip.flac} nobody can say whose {@code clip.npy} is.
 */
final class SharedEmbeddings {
  private SharedEmbeddings() {}

  /**
   * The files that must be refused, with the reason of each.
   *
   * @param keys what each is looked up by; null for its path alone
   */
  static Map<Path, FeatureException> of(
      InputSpec input, Iterable<Path> files, Function<? super Path, UtteranceKey> keys) {
    Map<Path, FeatureException> refused = new HashMap<>();
    for (FeatureStream stream : input.streams()) {
      if (stream instanceof StoredStream stored) {
        Map<String, Set<Path>> byName = new LinkedHashMap<>();
        for (Path file : files) {
          if (keys.apply(file) == null) {
            byName(stored, file)
                .ifPresent(one -> byName.computeIfAbsent(one, key -> new HashSet<>()).add(file));
          }
        }
        byName.forEach(
            (embedding, sharing) -> {
              if (sharing.stream().map(f -> f.toAbsolutePath().normalize()).distinct().count()
                  > 1) {
                sharing.forEach(
                    file -> refused.put(file, refusal(file, embedding, sharing.size())));
              }
            });
      }
    }
    return refused;
  }

  private static Optional<String> byName(StoredStream stored, Path file) {
    try {
      return stored.foundByNameAlone(new UtteranceKey(null, PathText.of(file)));
    } catch (EmoDnaException e) {
      // It is said of the file itself, as its values are looked up.
      return Optional.empty();
    }
  }

  private static FeatureException refusal(Path file, String embedding, int files) {
    return new FeatureException(
        Problem.of(
                PathText.of(file),
                "its bare name alone leads to the embedding %s, and so do those of %d files"
                    .formatted(embedding, files))
            .remedy(
                "name embeddings by the files' paths, or give the folder that these are relative"
                    + " to"));
  }
}
