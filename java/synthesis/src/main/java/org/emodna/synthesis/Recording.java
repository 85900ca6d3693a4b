package org.emodna.synthesis;

/**
 * How a file is stored.
 *
 * @param format file format, by its usual extension
 * @param sampleRate samples a second
 * @param channels 1 or 2
 */
record Recording(String format, int sampleRate, int channels) {}
