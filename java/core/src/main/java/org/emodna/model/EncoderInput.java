package org.emodna.model;

/**
 * What an encoder is given for each utterance.
 *
 * @param frames T, of the longest input
 * @param width F, values a frame
 */
public record EncoderInput(int frames, int width) {}
