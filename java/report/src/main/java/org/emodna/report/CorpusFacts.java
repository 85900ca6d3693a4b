package org.emodna.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A corpus in use.
 *
 * @param reader that read it
 * @param sha256 of its recordings and labels
 * @param classes utterances by class, in the corpus's order
 * @param notes what was decided in doubt as it was read
 */
public record CorpusFacts(
    String name,
    String reader,
    String sha256,
    int utterances,
    int speakers,
    Map<String, Integer> classes,
    List<String> notes) {
  /** Keeps copies, which nobody changes afterwards. */
  public CorpusFacts {
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    notes = List.copyOf(notes);
  }
}
