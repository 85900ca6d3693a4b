package org.emodna.features;

/**
 * An input that could not be used; the rest went on without it.
 *
 * @param path the file
 * @param reason why
 */
public record FailedInput(String path, String reason) {}
