package org.emodna.synthesis;

/** Speaks one utterance of a corpus: from its seed to the samples of its file. */
final class Performance {
  private static final double LEAST_SECONDS = 1.5;
  private static final double MOST_SECONDS = 3.5;

  /** Brings calm speech to a root mean square of about 0.1. */
  private static final double VOICE_GAIN = 0.1;

  private static final double HIGHEST_PEAK = 0.97;

  private final CorpusSpec spec;

  Performance(CorpusSpec spec) {
    this.spec = spec;
  }

  /** The samples of an utterance: [channel][sample], within -1 to 1, at its file's rate. */
  float[][] record(Utterance utterance) {
    RandomStream random = RandomStream.of(spec.seed(), utterance.index());
    Expression expression = act(utterance, random);
    double[] spoken = speak(utterance, expression, random);
    int channels = utterance.recording().channels();
    double[][] tracks = new double[channels][];
    for (int c = 0; c < channels; c++) {
      tracks[c] = spec.room().place(spoken, c == 0 ? 1 : 1.13);
      spec.background().addTo(tracks[c], random);
      (c == 0 ? spec.channel() : spec.secondChannel()).filter(tracks[c]);
    }
    setLevel(tracks, random);
    float[][] samples = new float[channels][];
    for (int c = 0; c < channels; c++) {
      samples[c] =
          Resampler.resample(tracks[c], Controls.SAMPLE_RATE, utterance.recording().sampleRate());
      limit(samples[c]);
    }
    return samples;
  }

  /** The corpus's way to act the emotion, in the speaker's own manner, stronger or weaker. */
  private Expression act(Utterance utterance, RandomStream random) {
    Voice voice = utterance.voice();
    Expression neutral = spec.expressions().get(Emotion.NEUTRAL);
    int speaker = spec.voices().indexOf(voice);
    RandomStream habits =
        RandomStream.of(
            ~spec.seed(), speaker * Emotion.values().length + utterance.emotion().ordinal());
    double strength = voice.expressiveness() * random.uniform(spec.weakest(), spec.strongest());
    return spec.expressions()
        .get(utterance.emotion())
        .varied(habits, spec.habit())
        .scaled(neutral, strength)
        .varied(random, spec.variation());
  }

  private double[] speak(Utterance utterance, Expression expression, RandomStream random) {
    Voice voice = utterance.voice();
    Score score =
        Score.of(
            spec.language(),
            spec.language().sentence(utterance.sentence()),
            voice.tempo() + expression.get(Cue.TEMPO),
            expression.get(Cue.PAUSE),
            LEAST_SECONDS,
            MOST_SECONDS,
            random);
    Controls controls = Articulation.controls(spec.language(), score, voice, expression, random);
    double[] source = GlottalSource.excitation(controls, voice, expression, random);
    double[] samples = VocalTract.speak(controls, source, voice, expression, random);
    double gain = VOICE_GAIN * StrictMath.pow(10, expression.get(Cue.ENERGY) / 20);
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= gain;
    }
    return samples;
  }

  private void setLevel(double[][] tracks, RandomStream random) {
    double gain = spec.level();
    if (spec.peakNormalised()) {
      double peak = 1e-9;
      for (double[] track : tracks) {
        for (double sample : track) {
          peak = Math.max(peak, Math.abs(sample));
        }
      }
      gain = spec.level() * random.uniform(0.9, 1) / peak;
    }
    for (double[] track : tracks) {
      for (int i = 0; i < track.length; i++) {
        track[i] *= gain;
      }
    }
  }

  /** A recording that was set too hot clips; none of these exceeds full scale. */
  private static void limit(float[] samples) {
    float limit = (float) HIGHEST_PEAK;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.max(-limit, Math.min(limit, samples[i]));
    }
  }
}
