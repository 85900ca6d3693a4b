package org.emodna.features;

/**
 * What values of an utterance are looked up by.
 *
 * @param corpus name of its corpus; null where it belongs to none, as a file that is recognised by
 *     itself
 * @param id within its corpus: its path relative to the corpus's root. Without a corpus the path as
 *     it was given
 */
public record UtteranceKey(String corpus, String id) {}
