package org.emodna.features;

import org.emodna.audio.SignalQuality;

/**
 * How much speech is in a clip, by energy and voicing: {@link SpeechMeter}.
 *
 * @param seconds of speech: voice, and sound without voice close to it
 * @param voicedSeconds of voice alone
 * @param quality of the clip, all of it taken for used
 */
public record SpeechContent(double seconds, double voicedSeconds, SignalQuality quality) {}
