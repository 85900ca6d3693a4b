package org.emodna.features;

import java.util.function.Supplier;

/**
 * All frames of one stream of one recording, on the stream's own grid.
 *
 * @param count number of frames; 0 where the recording is too short
 * @param values [count, width]
 * @param levels [count] of each frame in dB of full scale, at least -100; computed where asked for
 * @param samples of the recording at the stream's rate, before cropping or padding
 */
record StreamFrames(int count, float[] values, Supplier<float[]> levels, int samples) {}
