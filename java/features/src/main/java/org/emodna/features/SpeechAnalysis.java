package org.emodna.features;

import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.PitchRecipe;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Voice;
import org.emodna.kernels.VoiceRecipe;

/**
 * Pitch, voice and spectrum of utterances at 22,050 Hz with a frame every 512 samples, for one
 * thread. Several streams of an input share one: what two of them need of the same samples is
 * computed once. Operations are opened when they are first needed.
 */
final class SpeechAnalysis implements AutoCloseable {
  static final int RATE = 22_050;
  static final int HOP = 512;
  static final PitchRecipe FRAME_WISE = PitchRecipe.frameWise().build();
  static final PitchRecipe PATH = PitchRecipe.path().build();
  static final VoiceRecipe VOICE = VoiceRecipe.builder().build();

  private final Stream stream;
  private Mfcc mel;
  private Pitch frameWise;
  private Pitch path;
  private Voice voice;

  /** Of which {@link #lastPath} is. */
  private float[] samplesOfPath;

  private Pitch.Result lastPath;
  private float[] samplesOfVoice;
  private Voice.Result lastVoice;

  SpeechAnalysis(KernelContext context) {
    stream = context.stream();
  }

  /** Frames of a signal of so many samples. */
  static int frames(int samples) {
    return samples <= 0 ? 0 : 1 + samples / HOP;
  }

  /**
   * The spectrum: c0 to c{@code coefficients - 1} and the bands that they are made of, of the
   * dialect librosa-0.8.
   *
   * @param coefficients the same in every call
   */
  Mfcc.Result spectrum(float[] samples, int coefficients) {
    if (mel == null) {
      MfccRecipe all = Dialect.LIBROSA_0_8.recipe();
      mel = new Mfcc(stream, all.toBuilder().coefficients(coefficients).build()).keepLogMel();
    }
    return mel.compute(samples);
  }

  /** F0 of each frame by itself. */
  Pitch.Result frameWise(float[] samples) {
    if (frameWise == null) {
      frameWise = new Pitch(stream, FRAME_WISE);
    }
    return frameWise.compute(samples);
  }

  /** F0 by the best path. */
  Pitch.Result path(float[] samples) {
    if (samplesOfPath != samples) {
      if (path == null) {
        path = new Pitch(stream, PATH);
      }
      lastPath = path.compute(samples);
      samplesOfPath = samples;
    }
    return lastPath;
  }

  /** Voice quality along that path. */
  Voice.Result voice(float[] samples) {
    if (samplesOfVoice != samples) {
      if (voice == null) {
        voice = new Voice(stream, VOICE);
      }
      lastVoice = voice.compute(samples, path(samples));
      samplesOfVoice = samples;
    }
    return lastVoice;
  }

  /** Holds on to nothing of the last utterance. */
  void forget() {
    samplesOfPath = null;
    lastPath = null;
    samplesOfVoice = null;
    lastVoice = null;
  }

  @Override
  public void close() {
    if (mel != null) {
      mel.close();
    }
    if (frameWise != null) {
      frameWise.close();
    }
    if (path != null) {
      path.close();
    }
    if (voice != null) {
      voice.close();
    }
    stream.close();
  }
}
