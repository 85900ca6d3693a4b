package org.emodna.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.Emotion;

/**
 * A corpus that a protocol names.
 *
 * @param name in tasks and tables
 * @param reader how it is read; {@code auto} = found out
 * @param layout what folders and file names mean; null = found out
 * @param folders further names that its folder goes by
 * @param labels what labels of its own are to mean; others mean themselves
 */
record CorpusEntry(
    String name, String reader, String layout, List<String> folders, Map<Emotion, Emotion> labels) {
  /** Whether a folder or a reader's title of this name is meant; case does not count. */
  boolean goesBy(String other) {
    List<String> all = new ArrayList<>(folders);
    all.add(name);
    return all.stream().anyMatch(other::equalsIgnoreCase);
  }
}
