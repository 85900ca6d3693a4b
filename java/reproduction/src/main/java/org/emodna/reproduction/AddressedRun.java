package org.emodna.reproduction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Supplier;
import org.emodna.config.TrainingConfig;
import org.emodna.evaluation.Scorer;
import org.emodna.runs.RunAddress;
import org.emodna.training.Direction;
import org.emodna.training.RunRequest;

/**
 * A run with its address, and with the labels by which it is scored, which training never sees.
 *
 * @param of makes {@link #determinants()}, so that thousands of runs do not each keep a tree
 * @param config with its seed
 * @param direction what it learns from and recognises
 * @param scorer of what it recognises
 * @param validation scorer of what is held back of its source; empty where nothing is
 */
record AddressedRun(
    RunAddress address,
    Supplier<ObjectNode> of,
    TrainingConfig config,
    Direction direction,
    Scorer scorer,
    Optional<Scorer> validation) {
  /** All that its bits depend on; a new tree. */
  ObjectNode determinants() {
    return of.get();
  }

  /** As training knows it: without labels of what is recognised. */
  RunRequest request() {
    return new RunRequest(address.hex(), config, direction);
  }
}
