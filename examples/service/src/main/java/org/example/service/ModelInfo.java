package org.example.service;

import java.time.Instant;
import java.util.List;

/**
 * Which model it is.
 *
 * @param version the first 12 hexadecimal digits of the file's SHA-256: two services that say the
 *     same have the same model
 * @param file where it was read; the name of the model to start with if no file was named
 * @param bytes its size
 * @param classes in the order of probabilities
 * @param loaded when
 * @param limits what the model to start with is not good for; null for a model of one's own, whose
 *     card its owner has
 */
record ModelInfo(
    String version, String file, long bytes, List<String> classes, Instant loaded, String limits) {}
