package org.emodna.synthesis;

/**
 * A speech sound. Formants are those of an adult male reference tract in Hz; for consonants they
 * are the values towards which the neighbouring vowels bend.
 *
 * @param symbol the letter that stands for it in a sentence
 * @param kind how it is made
 * @param voiced whether the vocal folds swing
 * @param f1 first formant, Hz
 * @param f2 second formant, Hz
 * @param f3 third formant, Hz
 * @param noiseHz centre of the friction or burst noise, Hz; 0 where there is none
 * @param noiseWidthHz bandwidth of that noise, Hz
 * @param noise amplitude of that noise against a vowel's source of 1
 * @param seconds length at neutral tempo, unstressed
 */
record Phoneme(
    char symbol,
    Kind kind,
    boolean voiced,
    double f1,
    double f2,
    double f3,
    double noiseHz,
    double noiseWidthHz,
    double noise,
    double seconds) {

  enum Kind {
    VOWEL,
    APPROXIMANT,
    NASAL,
    FRICATIVE,
    STOP
  }

  static Phoneme vowel(char symbol, double f1, double f2, double f3, double seconds) {
    return new Phoneme(symbol, Kind.VOWEL, true, f1, f2, f3, 0, 0, 0, seconds);
  }

  static Phoneme approximant(char symbol, double f1, double f2, double f3) {
    return new Phoneme(symbol, Kind.APPROXIMANT, true, f1, f2, f3, 0, 0, 0, 0.065);
  }

  static Phoneme nasal(char symbol, double f2, double f3) {
    return new Phoneme(symbol, Kind.NASAL, true, 290, f2, f3, 0, 0, 0, 0.07);
  }

  static Phoneme fricative(
      char symbol, boolean voiced, double f2, double hz, double widthHz, double noise) {
    double seconds = voiced ? 0.075 : 0.1;
    return new Phoneme(symbol, Kind.FRICATIVE, voiced, 320, f2, 2500, hz, widthHz, noise, seconds);
  }

  static Phoneme stop(
      char symbol, boolean voiced, double f2, double hz, double widthHz, double noise) {
    double seconds = voiced ? 0.075 : 0.1;
    return new Phoneme(symbol, Kind.STOP, voiced, 300, f2, 2400, hz, widthHz, noise, seconds);
  }
}
