package org.emodna.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.emodna.config.TrainingConfig;

/** Says which sections of a configuration were set in vain. */
final class UnusedSections {
  private UnusedSections() {}

  /** A note on standard error of the sections that none of these configurations reads. */
  static void note(List<TrainingConfig> configurations) {
    Set<String> unused = new LinkedHashSet<>(configurations.get(0).unusedSections());
    configurations.forEach(one -> unused.retainAll(one.unusedSections()));
    if (!unused.isEmpty()) {
      List<String> methods = configurations.stream().map(TrainingConfig::method).toList();
      System.err.println(
          "note: the configuration sets "
              + String.join(", ", unused)
              + ", which "
              + String.join(", ", methods)
              + (methods.size() == 1 ? " does not use" : " do not use"));
    }
  }
}
