package org.emodna.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.base.Problem;

/** Keeps what a matrix comes to, for tests. */
class MemorySink implements RunSink {
  final Map<String, RunOutcome> outcomes = new LinkedHashMap<>();
  final Map<String, Problem> failed = new LinkedHashMap<>();
  final Map<String, TrainingResult.Summary> summaries = new LinkedHashMap<>();
  final Map<String, RunCost> costs = new LinkedHashMap<>();
  final Map<String, Problem> notTrained = new LinkedHashMap<>();

  /** Keys as they came, again and again where that should happen. */
  final List<String> stored = new ArrayList<>();

  /** Keys that another process has stored. */
  final Set<String> elsewhere = new HashSet<>();

  /** After so many results a store fails, as a full disk. */
  int most = Integer.MAX_VALUE;

  @Override
  public boolean has(RunRequest request) {
    return outcomes.containsKey(request.key())
        || failed.containsKey(request.key())
        || elsewhere.contains(request.key());
  }

  @Override
  public void store(RunOutcome outcome) {
    if (stored.size() == most) {
      throw new IllegalStateException("full");
    }
    stored.add(outcome.request().key());
    outcomes.put(outcome.request().key(), outcome);
    costs.put(outcome.request().key(), outcome.cost());
  }

  @Override
  public void failed(
      RunRequest request, TrainingResult.Summary summary, RunCost cost, Problem problem) {
    failed.put(request.key(), problem);
    summaries.put(request.key(), summary);
    costs.put(request.key(), cost);
  }

  @Override
  public void notTrained(RunRequest request, Problem problem) {
    notTrained.put(request.key(), problem);
  }
}
