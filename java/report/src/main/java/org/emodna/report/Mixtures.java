package org.emodna.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the runs of a report ran on, and notes where that differs within a table. */
final class Mixtures {
  private Mixtures() {}

  /** One for each machine and version, most runs first. A run counts once. */
  static List<Hardware> hardware(Collection<CellFacts> cells) {
    Map<List<String>, Hardware> all = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    Set<Object> seen = new HashSet<>();
    for (CellFacts cell : cells) {
      for (RunFacts run : cell.runs()) {
        if (seen.add(run.address())) {
          Hardware of = run.ran();
          all.merge(key(of), of, Mixtures::sum);
        }
      }
    }
    List<Hardware> most = new ArrayList<>(all.values());
    most.sort((a, b) -> Long.compare(b.runs(), a.runs()));
    return most;
  }

  private static List<String> key(Hardware of) {
    return List.of(
        of.device(), of.deviceName(), of.instructions(), of.java(), of.version(), of.commit());
  }

  private static Hardware sum(Hardware a, Hardware b) {
    return new Hardware(
        a.device(),
        a.deviceName(),
        a.instructions(),
        a.java(),
        a.version(),
        a.commit(),
        a.runs() + b.runs(),
        a.seconds() + b.seconds());
  }

  /** One for each table and thing that differs between its runs. */
  static List<String> notes(Collection<CellFacts> cells) {
    Map<String, List<Hardware>> tracks = new TreeMap<>();
    for (CellFacts cell : cells) {
      for (RunFacts run : cell.runs()) {
        tracks.computeIfAbsent(cell.place().track(), t -> new ArrayList<>()).add(run.ran());
      }
    }
    List<String> notes = new ArrayList<>();
    tracks.forEach(
        (track, runs) -> {
          note(notes, track, "devices", runs, Hardware::device);
          note(notes, track, "instruction sets", runs, Hardware::instructions);
          note(notes, track, "versions of EMO-DNA", runs, Hardware::version);
          note(notes, track, "commits", runs, Hardware::commit);
        });
    return notes;
  }

  private static void note(
      List<String> notes,
      String track,
      String what,
      List<Hardware> runs,
      Function<Hardware, String> of) {
    Map<String, Long> counts =
        runs.stream().collect(Collectors.groupingBy(of, TreeMap::new, Collectors.counting()));
    if (counts.size() > 1) {
      notes.add(
          counts.entrySet().stream()
              .map(e -> (e.getKey().isEmpty() ? "unknown" : e.getKey()) + ": " + e.getValue())
              .collect(
                  Collectors.joining(
                      ", ", "Table '" + track + "' has runs from different " + what + " (", ").")));
    }
  }
}
