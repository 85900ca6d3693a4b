package org.emodna.training;

import java.time.Instant;

/**
 * What a run of a {@link TrainingMatrix} took.
 *
 * @param started when the first process began to train its set
 * @param seconds of its set, shared out among the set's runs: those of all runs add up to the time
 *     spent, on several devices to that of each. Where a set was interrupted, those of all
 *     processes count, up to the checkpoint that the next one went on from
 * @param replicas runs that were trained in the same operations, this one included
 */
public record RunCost(Instant started, double seconds, int replicas) {}
