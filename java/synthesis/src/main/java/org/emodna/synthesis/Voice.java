package org.emodna.synthesis;

/**
 * A speaker.
 *
 * @param name the speaker's name in the corpus
 * @param pitchHz mean F0 when calm, Hz
 * @param tract factor on all formants: 1 is an adult male reference, a shorter tract is above
 * @param openQuotient share of a period in which the glottis is open, when calm
 * @param tiltDb loss of the source at 3 kHz when calm, dB
 * @param breathDb level of the aspiration noise against the voice, dB
 * @param tempo rate of syllables, log2 of a factor
 * @param expressiveness factor on every departure from neutral
 */
record Voice(
    String name,
    double pitchHz,
    double tract,
    double openQuotient,
    double tiltDb,
    double breathDb,
    double tempo,
    double expressiveness) {}
