package org.emodna.report;

/**
 * A row's UAR in this store and in another.
 *
 * @param task empty for the mean over tasks
 * @param here in this store
 * @param there in the other
 */
public record Change(String track, String row, String task, Figure here, Figure there) {}
