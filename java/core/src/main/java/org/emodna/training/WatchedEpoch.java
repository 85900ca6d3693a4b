package org.emodna.training;

import java.util.Optional;
import org.emodna.evaluation.Predictions;

/**
 * What the network of a run said of recordings at the end of an epoch, in evaluation mode (running
 * statistics, no dropout).
 *
 * @param epoch 1 is the first
 * @param recognised predictions of the direction's recognised recordings, in their order
 * @param validation likewise of those held back from the source; empty where there are none
 */
public record WatchedEpoch(int epoch, Predictions recognised, Optional<Predictions> validation) {}
