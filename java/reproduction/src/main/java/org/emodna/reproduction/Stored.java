package org.emodna.reproduction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunDescription;
import org.emodna.runs.RunStore;
import org.emodna.runs.RunStoreException;

/**
 * What the stored runs of a matrix say of what went wrong, whether they were trained now or before:
 * the same command says the same, and ends with the same exit code, when it is given again.
 */
final class Stored {
  private final Map<RunAddress, Problem> failed = new LinkedHashMap<>();
  private final Set<FailedInput> unusable = new LinkedHashSet<>();

  private Stored() {}

  static Stored of(RunStore store, List<AddressedRun> runs) {
    Stored all = new Stored();
    for (AddressedRun run : runs) {
      if (store.contains(run.address())) {
        try {
          all.add(run.address(), store.run(run.address()).description());
        } catch (RunStoreException e) {
          all.failed.put(run.address(), e.problem());
        }
      }
    }
    return all;
  }

  private void add(RunAddress address, RunDescription description) {
    description.problem().ifPresent(problem -> failed.put(address, problem));
    description.unusable().forEach(one -> unusable.add(new FailedInput(one.path(), one.reason())));
  }

  /** Runs that have no result: those stored as failed, and those that could not be trained now. */
  Map<RunAddress, Problem> failures(Map<AddressedRun, Problem> notTrained) {
    Map<RunAddress, Problem> all = new LinkedHashMap<>(failed);
    notTrained.forEach((run, problem) -> all.put(run.address(), problem));
    return all;
  }

  /** Recordings that could not be used, each once. */
  List<FailedInput> unusable() {
    return new ArrayList<>(unusable);
  }
}
