package org.emodna.synthesis;

import org.emodna.audio.AudioFormat;

/**
 * How a file is stored.
 *
 * @param format container and codec
 * @param sampleRate samples a second
 * @param channels 1 or 2
 */
record Recording(AudioFormat format, int sampleRate, int channels) {}
