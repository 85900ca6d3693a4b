package org.emodna.features;

import java.util.concurrent.ConcurrentLinkedDeque;
import org.emodna.audio.AudioClip;
import org.emodna.audio.LevelMeter;
import org.emodna.audio.SignalQuality;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.PitchRecipe;
import org.emodna.kernels.Stream;

/**
 * Measures how much speech is in clips, by energy and voicing ({@link SpeechRule}). Voicing is that
 * of the best path of F0 (Boersma 1993) every 20 ms, at a rate near 4,000 Hz: enough for voice, and
 * a tenth of what recognising takes. Thread-safe.
 */
public final class SpeechMeter implements AutoCloseable {
  /** The least rate in Hz at which voicing is judged; clips of a lower one keep theirs. */
  private static final int RATE = 4000;

  private final KernelContext context = KernelContext.cpu(1);
  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();

  /** What one thread needs. */
  private final class Worker implements AutoCloseable {
    private final Stream stream = context.stream();
    private Pitch pitch;

    /** F0 of each frame of a rate's fiftieth; 0 where there is no voice. */
    float[] pitch(float[] samples, int rate) {
      int hop = rate / SpeechRule.FRAMES;
      if (pitch == null || pitch.recipe().sampleRate() != rate) {
        if (pitch != null) {
          pitch.close();
        }
        pitch = new Pitch(stream, PitchRecipe.path().sampleRate(rate).hop(hop).build());
      }
      return pitch.compute(samples).f0();
    }

    @Override
    public void close() {
      if (pitch != null) {
        pitch.close();
      }
      stream.close();
    }
  }

  /** Measures a clip. */
  public SpeechContent measure(AudioClip clip) {
    LevelMeter meter = new LevelMeter();
    meter.add(clip.samples(), clip.samples().length, clip.sampleRate());
    SignalQuality quality = SignalQuality.of(meter, 0, clip.seconds());
    float[] levels = meter.levels();
    boolean[] sounding = SpeechRule.sounding(levels);
    if (!SpeechRule.any(sounding)) {
      return new SpeechContent(0, 0, quality);
    }
    boolean[] voiced = SpeechRule.voiced(pitch(clip, levels.length), sounding);
    boolean[] speech = SpeechRule.speech(voiced, sounding);
    double frame = (double) (clip.sampleRate() / SpeechRule.FRAMES) / clip.sampleRate();
    return new SpeechContent(
        Math.min(clip.seconds(), SpeechRule.count(speech) * frame),
        Math.min(clip.seconds(), SpeechRule.count(voiced) * frame),
        quality);
  }

  /** F0 of each frame of levels, whose centres are those of the frames. */
  private float[] pitch(AudioClip clip, int frames) {
    int factor = Math.max(1, clip.sampleRate() / RATE);
    int rate = clip.sampleRate() / factor;
    float[] slow = averaged(clip.samples(), factor);
    Worker worker = idle.pollFirst();
    if (worker == null) {
      worker = new Worker();
    }
    float[] f0;
    try {
      f0 = worker.pitch(slow, rate);
    } finally {
      idle.addFirst(worker);
    }
    double level = clip.sampleRate() / SpeechRule.FRAMES;
    double hop = (double) factor * (rate / SpeechRule.FRAMES);
    float[] of = new float[frames];
    for (int i = 0; i < frames; i++) {
      int near = (int) Math.round((i + 0.5) * level / hop);
      of[i] = f0[Math.min(f0.length - 1, near)];
    }
    return of;
  }

  /** Means of so many samples each: a filter good enough to tell voice from other sound. */
  private static float[] averaged(float[] samples, int factor) {
    if (factor == 1) {
      return samples;
    }
    float[] means = new float[Math.max(1, samples.length / factor)];
    for (int i = 0, at = 0; i < means.length; i++) {
      double sum = 0;
      for (int k = 0; k < factor && at < samples.length; k++) {
        sum += samples[at++];
      }
      means[i] = (float) (sum / factor);
    }
    return means;
  }

  @Override
  public void close() {
    for (Worker worker; (worker = idle.pollFirst()) != null; ) {
      worker.close();
    }
    context.close();
  }
}
