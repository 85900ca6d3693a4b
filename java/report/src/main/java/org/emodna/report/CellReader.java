package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.EmoDnaException;
import org.emodna.report.statistics.ConfidenceBins;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;

/** Reads the runs of a cell, one after the other, and keeps what a report needs. */
final class CellReader {
  private final RunStore store;
  private final RunReader reader;
  private Set<RunAddress> refused = Set.of();

  CellReader(RunStore store, Utterances.Pool pool) {
    this.store = store;
    reader = new RunReader(store.folder(), pool);
  }

  /** Lists these runs as failures: their predictions are not those of the run. */
  void refuse(Set<RunAddress> runs) {
    refused = Set.copyOf(runs);
  }

  /**
   * Reads a cell. A run that failed or can't be read is one of its failures.
   *
   * @param seeds addresses by seed, of runs that are there; the first one counts, and no address
   *     means that the run is missing
   * @param labels of the task; empty if they are not known
   */
  CellFacts read(Detail.Place place, Map<Long, List<RunAddress>> seeds, List<String> labels) {
    List<RunFacts> runs = new ArrayList<>();
    List<About.Failure> failures = new ArrayList<>();
    List<Long> missing = new ArrayList<>();
    ConfidenceBins calibration = new ConfidenceBins();
    EpochMeans curves = new EpochMeans();
    seeds.forEach(
        (seed, addresses) -> {
          if (addresses.isEmpty()) {
            missing.add(seed);
            return;
          }
          RunAddress address = addresses.get(0);
          try {
            if (refused.contains(address)) {
              throw reader.exchanged(store.run(address));
            }
            RunReader.Read read = reader.read(store.run(address), seed, labels, calibration);
            runs.add(read.facts());
            curves.add(read.epochs());
          } catch (EmoDnaException e) {
            failures.add(failure(place, seed, address, e));
          }
        });
    Optional<Detail> detail =
        runs.isEmpty()
            ? Optional.empty()
            : Optional.of(Details.of(place, runs, calibration, curves.means()));
    return new CellFacts(place, runs, failures, missing, detail);
  }

  private About.Failure failure(
      Detail.Place place, long seed, RunAddress address, EmoDnaException e) {
    Path folder = store.folder();
    return new About.Failure(
        place.track(),
        place.row(),
        place.task(),
        seed,
        PortablePath.below(folder, store.folder(address)),
        PortablePath.message(folder, e.problem()));
  }
}
