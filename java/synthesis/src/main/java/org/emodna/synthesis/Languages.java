package org.emodna.synthesis;

import static org.emodna.synthesis.Phoneme.approximant;
import static org.emodna.synthesis.Phoneme.fricative;
import static org.emodna.synthesis.Phoneme.nasal;
import static org.emodna.synthesis.Phoneme.stop;
import static org.emodna.synthesis.Phoneme.vowel;

import java.util.List;

/** The two languages of the demo: invented syllables over two different sets of sounds. */
final class Languages {
  /** Nine vowels, rounded front ones and reduced ones among them, aspirated stops, long stress. */
  static final Language NORTHERN =
      new Language(
          0.045,
          1.5,
          List.of(
              vowel('i', 280, 2250, 2950, 0.095),
              vowel('e', 390, 2100, 2650, 0.105),
              vowel('E', 560, 1800, 2500, 0.11),
              vowel('a', 740, 1250, 2450, 0.125),
              vowel('O', 570, 900, 2450, 0.115),
              vowel('o', 410, 780, 2400, 0.11),
              vowel('u', 310, 850, 2300, 0.1),
              vowel('y', 290, 1780, 2150, 0.1),
              vowel('@', 500, 1450, 2450, 0.065),
              approximant('l', 360, 1150, 2700),
              approximant('r', 450, 1250, 1700),
              approximant('j', 280, 2200, 2950),
              nasal('m', 950, 2200),
              nasal('n', 1600, 2500),
              fricative('f', false, 1000, 6200, 5200, 0.16),
              fricative('s', false, 1650, 6300, 2200, 0.4),
              fricative('S', false, 1900, 3300, 1700, 0.42),
              fricative('h', false, 1450, 1600, 1800, 0.1),
              fricative('v', true, 1000, 5200, 4500, 0.08),
              stop('p', false, 850, 900, 1400, 0.5),
              stop('t', false, 1700, 4300, 2600, 0.7),
              stop('k', false, 2000, 2000, 1000, 0.7),
              stop('b', true, 850, 800, 1200, 0.3),
              stop('d', true, 1700, 3900, 2500, 0.35),
              stop('g', true, 2000, 1900, 1000, 0.35)),
          List.of(
              "'ha n@ 'Sti l@ | v@r 'ko m@n 'na ht@",
              "d@ 'bly m@ | 'fa l@t in 'de h@n",
              "'je n@ 'tu S@ Or 'ta k@l | ny 'li",
              "v@r 'gEs m@ 'no l@ di 'ha s@l",
              "'me d@r 'sO n@n | 'ky l@t d@ 'ro",
              "as 'to d@ 'pe r@l | 'gi b@n 'Sa f",
              "'un t@r d@n 'le l@ 'bO k@t | 'sy",
              "'vi l@n 'ma n@ d@ 'go l@ 'ti St"));

  /** Five plain vowels, unaspirated stops, syllables of nearly even length. */
  static final Language SOUTHERN =
      new Language(
          0.012,
          1.2,
          List.of(
              vowel('i', 310, 2180, 2850, 0.09),
              vowel('e', 460, 1880, 2550, 0.095),
              vowel('a', 700, 1380, 2500, 0.1),
              vowel('o', 480, 950, 2450, 0.095),
              vowel('u', 340, 780, 2350, 0.09),
              approximant('l', 340, 1450, 2650),
              approximant('r', 430, 1350, 2300),
              approximant('w', 320, 750, 2250),
              approximant('j', 300, 2150, 2850),
              nasal('m', 1050, 2250),
              nasal('n', 1700, 2600),
              fricative('f', false, 1100, 5600, 4600, 0.14),
              fricative('s', false, 1750, 5200, 2400, 0.32),
              fricative('C', false, 2000, 3600, 2000, 0.34),
              fricative('z', true, 1750, 5000, 2400, 0.12),
              stop('p', false, 950, 1000, 1500, 0.45),
              stop('t', false, 1750, 3500, 2400, 0.55),
              stop('k', false, 1900, 1800, 1100, 0.6),
              stop('b', true, 950, 850, 1300, 0.22),
              stop('d', true, 1750, 3200, 2300, 0.25),
              stop('g', true, 1900, 1750, 1100, 0.25)),
          List.of(
              "la 'se ra ko 'mi nja | il 'pa ne 'bwo no",
              "'du e 'ga li di 'fo ra | be 'ni te",
              "no 'ka de ra la 'lu Ca | me 'sa",
              "'kwes ta ma 'ni la 'por to a 'zu ra",
              "te li 'da ro | 'su bi to e 'pja no",
              "el 'se nor de la 'bi Ca 'ka mi na",
              "'to ko la 'pe ra 'ra sa | ko 'ne lo",
              "si 'po li no 'a li | da 'ke sta 'fi ne"));

  private Languages() {}
}
