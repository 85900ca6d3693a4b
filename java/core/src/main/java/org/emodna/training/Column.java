package org.emodna.training;

import java.util.HashMap;
import java.util.Map;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;

/**
 * A configuration without its seed, with what follows from it: found out once for the thousands of
 * runs of a matrix that share it. Equal only to itself.
 */
final class Column {
  private final String settings;
  private final RunInput input;
  private final boolean usesTarget;
  private final boolean remembersTarget;
  private final double cost;

  private Column(String settings, TrainingConfig config) {
    this.settings = settings;
    input = RunInput.of(config);
    usesTarget = config.usesTarget();
    remembersTarget = config.termsInUse().stream().anyMatch(term -> term.remembersTarget(config));
    cost = StepCost.of(config);
  }

  /** The columns of a matrix: configurations of equal settings have the same. */
  static final class Columns {
    private final Map<String, Column> known = new HashMap<>();

    Column of(TrainingConfig config) {
      return known.computeIfAbsent(
          ConfigFile.toJson(config.withSeed(0)), settings -> new Column(settings, config));
    }
  }

  /** As JSON: its name among the columns. */
  String settings() {
    return settings;
  }

  /** How the input of its runs is made. */
  RunInput input() {
    return input;
  }

  boolean usesTarget() {
    return usesTarget;
  }

  /** Whether a term keeps state for each of the target's utterances. */
  boolean remembersTarget() {
    return remembersTarget;
  }

  /** What a step of one run is expected to cost ({@link StepCost}). */
  double cost() {
    return cost;
  }
}
