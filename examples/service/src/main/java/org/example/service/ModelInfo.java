package org.example.service;

import java.time.Instant;
import java.util.List;

/**
 * Which model it is.
 *
 * @param version the first 12 hexadecimal digits of the file's SHA-256: two services that say the
 *     same have the same model
 * @param file where it was read
 * @param bytes its size
 * @param classes in the order of probabilities
 * @param loaded when
 */
record ModelInfo(String version, String file, long bytes, List<String> classes, Instant loaded) {}
