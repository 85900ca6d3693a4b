package org.emodna.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recordings of a source that are the same to the last byte and yet have different labels. */
final class LabelConflicts {
  private LabelConflicts() {}

  /**
   * Looks for them.
   *
   * @param corpus its name
   * @param ids of the usable recordings
   * @param hashes of their files' bytes
   * @param labels of each, as indices
   * @param names of the classes
   * @return a warning with numbers and an example
   */
  static Optional<String> warning(
      String corpus, List<String> ids, List<String> hashes, int[] labels, List<String> names) {
    Map<String, List<Integer>> byHash = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i++) {
      byHash.computeIfAbsent(hashes.get(i), first -> new ArrayList<>()).add(i);
    }
    int files = 0;
    String example = null;
    for (List<Integer> same : byHash.values()) {
      int first = same.get(0);
      Optional<Integer> other = same.stream().filter(i -> labels[i] != labels[first]).findFirst();
      if (other.isPresent()) {
        files += same.size();
        if (example == null) {
          example =
              "%s (%s) and %s (%s)"
                  .formatted(
                      ids.get(first),
                      names.get(labels[first]),
                      ids.get(other.get()),
                      names.get(labels[other.get()]));
        }
      }
    }
    return example == null
        ? Optional.empty()
        : Optional.of(
            ("%s: %d files have the content of another file but a different label, and all are"
                    + " used: %s; a scan of the corpus lists them")
                .formatted(corpus, files, example));
  }
}
