package org.emodna.features.stored;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.emodna.base.Problem;
import org.emodna.features.FeatureException;

/**
 * The names in a store, looked up by utterance id. A name is the id as it is, or either or both of
 * them without the extension of a recording: {@code wav/03a01Fa} and {@code wav/03a01Fa.flac} both
 * serve {@code wav/03a01Fa.wav}. Nothing shorter is guessed: folders count.
 */
final class EmbeddingNames {
  /** Stands for a key that several names have. */
  private static final String SEVERAL = "";

  /** What recordings end in. A name may hold dots of its own, so others are no extension. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          ("wav wave flac aif aiff aifc caf au snd w64 rf64 sph nist wv tta ape mp3 ogg oga opus m4a"
                  + " m4b aac wma amr mp2 ac3 spx gsm mp4 m4v avi mkv mov webm wmv flv mpg mpeg ts 3gp"
                  + " ogv vob")
              .split(" "));

  private final SortedSet<String> all;
  private final Map<String, String> stems = new HashMap<>();
  private final EmbeddingKeys keys;

  /**
   * @param keys what names stand for; null where they are ids
   */
  EmbeddingNames(Collection<String> names, EmbeddingKeys keys) {
    this.keys = keys;
    all = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    for (String name : all) {
      stems.merge(stem(name), name, (one, other) -> SEVERAL);
    }
  }

  /** Sorted. */
  Set<String> all() {
    return all;
  }

  /**
   * The name that an utterance's embedding has.
   *
   * @param place of the store, for messages
   * @throws FeatureException if several could be meant
   */
  Optional<String> find(String place, String id) {
    if (keys != null) {
      return keys.find(id).filter(all::contains);
    }
    if (all.contains(id)) {
      return Optional.of(id);
    }
    // The id of a recording ends in its extension, whatever that is.
    String bare = id.substring(0, end(id));
    if (all.contains(bare)) {
      return Optional.of(bare);
    }
    String found = stems.get(bare);
    if (SEVERAL.equals(found)) {
      throw new FeatureException(
          Problem.of(
                  id,
                  "several embeddings in %s could be meant, which differ in their extension"
                      .formatted(place))
              .remedy("keep one, or name it as the recording is named"));
    }
    return Optional.ofNullable(found);
  }

  /** A name without the extension of a recording, where it has one. */
  static String stem(String name) {
    int end = end(name);
    return end < name.length()
            && EXTENSIONS.contains(name.substring(end + 1).toLowerCase(Locale.ROOT))
        ? name.substring(0, end)
        : name;
  }

  /** Where the last dot of the last part is; the length where it has none but at its beginning. */
  private static int end(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? dot : name.length();
  }
}
