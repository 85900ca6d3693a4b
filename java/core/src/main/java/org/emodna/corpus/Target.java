package org.emodna.corpus;

/**
 * A corpus taken apart for adaptation: what training may see, and the labels under lock.
 *
 * @param corpus the recordings, for training
 * @param scorer the labels, for whoever evaluates
 */
public record Target(UnlabelledCorpus corpus, Scorer scorer) {}
