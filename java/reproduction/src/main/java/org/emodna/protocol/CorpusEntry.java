package org.emodna.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A corpus that a protocol names.
 *
 * @param name in tasks and tables
 * @param reader how it is read; {@code auto} = found out
 * @param layout what folders and file names mean; null = found out
 * @param folders further names that its folder goes by
 */
record CorpusEntry(String name, String reader, String layout, List<String> folders) {
  /** Whether a folder or a reader's title of this name is meant; case does not count. */
  boolean goesBy(String other) {
    List<String> all = new ArrayList<>(folders);
    all.add(name);
    return all.stream().anyMatch(other::equalsIgnoreCase);
  }
}
