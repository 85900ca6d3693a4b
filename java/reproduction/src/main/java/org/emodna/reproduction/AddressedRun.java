package org.emodna.reproduction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.emodna.config.TrainingConfig;
import org.emodna.evaluation.Scorer;
import org.emodna.runs.RunAddress;
import org.emodna.training.Direction;
import org.emodna.training.RunRequest;

/**
 * A run with its address, and with the labels by which it is scored, which training never sees.
 *
 * @param determinants all that its bits depend on
 * @param config with its seed
 * @param direction what it learns from and recognises
 * @param scorer of what it recognises
 * @param validation scorer of what is held back of its source; empty where nothing is
 */
record AddressedRun(
    RunAddress address,
    ObjectNode determinants,
    TrainingConfig config,
    Direction direction,
    Scorer scorer,
    Optional<Scorer> validation) {
  /** As training knows it: without labels of what is recognised. */
  RunRequest request() {
    return new RunRequest(address.hex(), config, direction);
  }
}
