package org.emodna.synthesis;

import java.util.Arrays;

/** Turns a score into the movements of voice and tract. */
final class Articulation {
  /** Formants glide under a window of this length, so short sounds miss their targets. */
  private static final double FORMANT_SECONDS = 0.055;

  private static final double AMPLITUDE_SECONDS = 0.022;
  private static final double FRICTION_SECONDS = 0.012;
  private static final double VELUM_SECONDS = 0.03;
  private static final double BURST_SECONDS = 0.01;

  private final Language language;
  private final Voice voice;
  private final Expression expression;
  private final Controls controls;
  private final double[] centre;

  private Articulation(Language language, Voice voice, Expression expression, Controls controls) {
    this.language = language;
    this.voice = voice;
    this.expression = expression;
    this.controls = controls;
    this.centre = language.centre();
  }

  static Controls controls(
      Language language, Score score, Voice voice, Expression expression, RandomStream random) {
    int frames = (int) Math.ceil(score.seconds / Controls.FRAME_SECONDS);
    Controls controls = new Controls(frames);
    Articulation articulation = new Articulation(language, voice, expression, controls);
    articulation.rest(score);
    for (Score.Note note : score.notes) {
      articulation.play(note);
    }
    articulation.smooth();
    controls.pitch =
        Intonation.contour(score, voice, expression, frames, Controls.FRAME_SECONDS, random);
    return controls;
  }

  /** Silence with the tract in the position of the sound that comes next. */
  private void rest(Score score) {
    Score.Note next = score.notes.get(0);
    Arrays.fill(controls.frictionHz, 3000);
    Arrays.fill(controls.frictionWidth, 2000);
    int index = 0;
    for (int f = 0; f < controls.frames; f++) {
      while (index < score.notes.size() - 1 && f >= frame(score.notes.get(index).end())) {
        next = score.notes.get(++index);
      }
      setFormants(next.sound(), f);
    }
  }

  private void play(Score.Note note) {
    Phoneme sound = note.sound();
    int begin = frame(note.begin());
    int end = Math.min(controls.frames, Math.max(begin + 1, frame(note.end())));
    double stress =
        StrictMath.pow(10, (note.stressed() ? 0.5 : -0.5) * expression.get(Cue.STRESS) / 20);
    double breath =
        StrictMath.pow(10, (voice.breathDb() + expression.get(Cue.BREATH)) / 20) * stress;
    for (int f = begin; f < end; f++) {
      setFormants(sound, f);
      switch (sound.kind()) {
        case VOWEL -> voiced(f, stress, breath);
        case APPROXIMANT -> voiced(f, 0.6 * stress, 0.6 * breath);
        case NASAL -> {
          voiced(f, 0.5 * stress, 0.3 * breath);
          controls.nasality[f] = 1;
        }
        case FRICATIVE -> {
          voiced(f, sound.voiced() ? 0.35 * stress : 0, breath);
          noise(f, sound, sound.noise() * stress);
        }
        case STOP -> voiced(f, sound.voiced() ? 0.08 * stress : 0, 0);
      }
    }
    if (sound.kind() == Phoneme.Kind.STOP) {
      release(sound, end, stress);
    }
  }

  private void voiced(int frame, double voicing, double aspiration) {
    controls.voicing[frame] = voicing;
    controls.aspiration[frame] = aspiration;
  }

  private void noise(int frame, Phoneme sound, double amplitude) {
    controls.friction[frame] = amplitude;
    controls.frictionHz[frame] = sound.noiseHz() * (1 + 0.5 * (voice.tract() - 1));
    controls.frictionWidth[frame] = sound.noiseWidthHz();
  }

  /** The burst, and after a voiceless stop the breath that delays the voice. */
  private void release(Phoneme sound, int end, double stress) {
    int burst = frame(BURST_SECONDS);
    for (int f = Math.max(0, end - burst); f < end; f++) {
      noise(f, sound, sound.noise() * stress);
    }
    if (!sound.voiced()) {
      int breath = frame(language.aspirationSeconds);
      for (int f = Math.max(0, end - breath); f < end; f++) {
        controls.aspiration[f] = 0.25 * stress;
      }
    }
  }

  private void setFormants(Phoneme sound, int frame) {
    double size = expression.get(Cue.ARTICULATION);
    double scale = voice.tract() * expression.get(Cue.SMILE);
    double f1 = centre[0] + size * (sound.f1() - centre[0]);
    double f2 = centre[1] + size * (sound.f2() - centre[1]);
    controls.formants[0][frame] = Math.max(180, f1 * scale * expression.get(Cue.JAW));
    controls.formants[1][frame] = Math.max(500, f2 * scale);
    controls.formants[2][frame] = Math.max(1300, sound.f3() * scale);
  }

  private void smooth() {
    for (double[] track : controls.formants) {
      Controls.smooth(track, FORMANT_SECONDS);
    }
    Controls.smooth(controls.voicing, AMPLITUDE_SECONDS);
    Controls.smooth(controls.aspiration, AMPLITUDE_SECONDS);
    Controls.smooth(controls.friction, FRICTION_SECONDS);
    Controls.smooth(controls.nasality, VELUM_SECONDS);
  }

  private static int frame(double seconds) {
    return (int) Math.round(seconds / Controls.FRAME_SECONDS);
  }
}
