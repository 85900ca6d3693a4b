package org.emodna.benchmarks;

import java.util.Random;

/** Sounds without speech, for {@link SpeechRuleErrors}. Each draw is another one of its kind. */
enum NoiseKind {
  /** Nothing. */
  SILENCE("digital silence") {
    @Override
    float[] samples(int count, int rate, Random random) {
      return new float[count];
    }
  },
  /** Equal power at all frequencies. */
  WHITE("white noise") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] noise = new float[count];
      for (int i = 0; i < count; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      return noise;
    }
  },
  /** Half the power an octave up, by the filter of Paul Kellet. */
  PINK("pink noise") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] noise = new float[count];
      double b0 = 0;
      double b1 = 0;
      double b2 = 0;
      for (int i = 0; i < count; i++) {
        double white = random.nextGaussian();
        b0 = 0.99765 * b0 + white * 0.0990460;
        b1 = 0.96300 * b1 + white * 0.2965164;
        b2 = 0.57000 * b2 + white * 1.0526913;
        noise[i] = (float) (b0 + b1 + b2 + white * 0.1848);
      }
      return noise;
    }
  },
  /** Noise through a single pole at some 80 Hz, as of a car. */
  RUMBLE("rumble") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] noise = new float[count];
      double kept = Math.exp(-2 * Math.PI * 80 / rate);
      double last = 0;
      for (int i = 0; i < count; i++) {
        last = kept * last + random.nextGaussian();
        noise[i] = (float) last;
      }
      return noise;
    }
  },
  /** 50 Hz and its multiples. */
  HUM("mains hum") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] sum = new float[count];
      for (int harmonic = 1; harmonic <= 8; harmonic++) {
        tone(sum, 0, count, 50 * harmonic, random.nextDouble() / harmonic, rate);
      }
      return sum;
    }
  },
  /** A tone of 100 to 2,000 Hz. */
  TONE("steady tone") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] tone = new float[count];
      tone(tone, 0, count, 100 * Math.pow(20, random.nextDouble()), 1, rate);
      return tone;
    }
  },
  /** The same with noise 10 dB below it. */
  NOISY_TONE("steady tone, white noise 10 dB below") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] tone = TONE.samples(count, rate, random);
      for (int i = 0; i < count; i++) {
        tone[i] += (float) (Math.sqrt(0.05) * random.nextGaussian());
      }
      return tone;
    }
  },
  /** 425 Hz, half a second each. */
  BUSY("busy tone") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] tone = new float[count];
      for (int from = random.nextInt(rate); from < count; from += rate) {
        tone(tone, from, Math.min(count, from + rate / 2), 425, 1, rate);
      }
      return tone;
    }
  },
  /** Pairs of tones of a telephone's keys, 0.1 s each. */
  KEYS("telephone keys") {
    @Override
    float[] samples(int count, int rate, Random random) {
      int[] low = {697, 770, 852, 941};
      int[] high = {1209, 1336, 1477, 1633};
      float[] tones = new float[count];
      for (int from = 0; from < count; from += rate / 5) {
        int to = Math.min(count, from + rate / 10);
        tone(tones, from, to, low[random.nextInt(4)], 1, rate);
        tone(tones, from, to, high[random.nextInt(4)], 1, rate);
      }
      return tones;
    }
  },
  /** Notes of three harmonics, a quarter of a second each. */
  MELODY("melody") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] notes = new float[count];
      for (int from = 0; from < count; from += rate / 4) {
        int to = Math.min(count, from + rate / 4);
        double hertz = 220 * Math.pow(2, random.nextInt(13) / 12.0);
        for (int harmonic = 1; harmonic <= 3; harmonic++) {
          tone(notes, from, to, hertz * harmonic, 1.0 / harmonic, rate);
        }
      }
      return notes;
    }
  },
  /** A tone that rises and falls. */
  SIREN("siren") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] tone = new float[count];
      double start = random.nextDouble();
      double phase = 0;
      for (int i = 0; i < count; i++) {
        double hertz = 600 + 250 * Math.sin(2 * Math.PI * (start + (double) i / rate));
        phase += 2 * Math.PI * hertz / rate;
        tone[i] = (float) Math.sin(phase);
      }
      return tone;
    }
  },
  /** Single samples, some ten a second. */
  CLICKS("clicks") {
    @Override
    float[] samples(int count, int rate, Random random) {
      float[] clicks = new float[count];
      for (int i = 0; i < 10 * count / rate; i++) {
        clicks[random.nextInt(count)] = 1;
      }
      return clicks;
    }
  };

  private final String text;

  NoiseKind(String text) {
    this.text = text;
  }

  /** Its name for people. */
  String text() {
    return text;
  }

  /** Samples of any level. */
  abstract float[] samples(int count, int rate, Random random);

  /** Adds a tone to the samples [from, to). */
  private static void tone(
      float[] to, int from, int end, double hertz, double amplitude, int rate) {
    for (int i = from; i < end; i++) {
      to[i] += (float) (amplitude * Math.sin(2 * Math.PI * hertz * (i - from) / rate));
    }
  }
}
