package org.emodna.training;

import java.util.Map;

/**
 * What happened in one epoch.
 *
 * @param epoch 1 is the first
 * @param epochs of the whole run
 * @param steps optimiser steps done so far, this epoch's included
 * @param values mean over the epoch's steps of every loss term, threshold and the share of selected
 *     target utterances
 */
public record EpochReport(int epoch, int epochs, long steps, Map<String, Double> values) {}
