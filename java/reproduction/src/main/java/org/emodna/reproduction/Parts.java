package org.emodna.reproduction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.runs.RunDescription;
import org.emodna.training.Direction;

/** The sizes of what a run learns from and recognises, for its description. */
final class Parts {
  private Parts() {}

  static Map<String, RunDescription.Part> of(AddressedRun run) {
    Direction direction = run.direction();
    Map<String, RunDescription.Part> parts = new LinkedHashMap<>();
    parts.put(RunDescription.SOURCE, part(direction.source()));
    put(parts, RunDescription.TARGET, direction.target());
    put(parts, RunDescription.RECOGNISED, direction.recognised());
    put(parts, RunDescription.VALIDATION, direction.validation());
    return parts;
  }

  private static RunDescription.Part part(LabelledCorpus corpus) {
    Map<String, Integer> classes = new TreeMap<>();
    int[] counts = corpus.counts();
    for (int c = 0; c < counts.length; c++) {
      classes.put(corpus.labelSet().names().get(c), counts[c]);
    }
    return new RunDescription.Part(
        corpus.name(),
        corpus.size(),
        speakers(corpus.items().stream().map(LabelledCorpus.Item::speaker).toList()),
        classes);
  }

  private static void put(
      Map<String, RunDescription.Part> parts, String name, UnlabelledCorpus corpus) {
    if (corpus != null) {
      int speakers = speakers(corpus.items().stream().map(UnlabelledCorpus.Item::speaker).toList());
      parts.put(name, new RunDescription.Part(corpus.name(), corpus.size(), speakers, Map.of()));
    }
  }

  private static int speakers(List<String> all) {
    return (int) all.stream().filter(Objects::nonNull).distinct().count();
  }
}
