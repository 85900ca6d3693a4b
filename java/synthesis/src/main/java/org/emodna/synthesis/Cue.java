package org.emodna.synthesis;

/**
 * A vocal cue of emotion. Every cue is a number that adds up linearly, so that half an emotion is
 * half of its departure from the neutral value.
 */
enum Cue {
  /** Semitones of the mean F0 above the speaker's own. */
  PITCH(0, 0.9),
  /** Semitones by which a stressed syllable rises. */
  RANGE(3, 0.6),
  /** Semitones by which F0 drifts from the first to the last syllable. */
  DRIFT(-2.5, 0.9),
  /** Semitones by which F0 moves within the last syllable. */
  BOUNDARY(-2, 1.2),
  /** Where the accent's peak lies: 0 at the beginning of the syllable, 1 at its end. */
  PEAK(0.5, 0.1),
  /** Rate of syllables, log2. */
  TEMPO(0, 0.07),
  /** Length of the pauses, log2. */
  PAUSE(0, 0.3),
  /** Loudness of the whole utterance, dB. */
  ENERGY(0, 1.5),
  /** Loudness of stressed over unstressed syllables, dB. */
  STRESS(3, 0.6),
  /** Share of a period in which the glottis is open, above the speaker's own. */
  OPEN(0, 0.025),
  /** Loss of the source at 3 kHz, dB above the speaker's own: low is pressed, high is soft. */
  TILT(0, 1.2),
  /** Level of the aspiration noise, dB above the speaker's own. */
  BREATH(0, 1.5),
  /** Standard deviation of the period, as a share of it. */
  JITTER(0.006, 0.002),
  /** Standard deviation of the period's amplitude, as a share of it. */
  SHIMMER(0.04, 0.01),
  /** Depth of a wobble of F0 at 5 to 7 Hz, semitones. */
  TREMOR(0.1, 0.05),
  /** Size of the vowel space around its centre: under 1 is slurred. */
  ARTICULATION(1, 0.04),
  /** Factor on F1: over 1 is an open jaw. */
  JAW(1, 0.02),
  /** Factor on all formants: over 1 is spread lips. */
  SMILE(1, 0.012);

  final double neutral;

  /** Standard deviation between utterances of one emotion, in the cue's unit. */
  final double spread;

  Cue(double neutral, double spread) {
    this.neutral = neutral;
    this.spread = spread;
  }
}
