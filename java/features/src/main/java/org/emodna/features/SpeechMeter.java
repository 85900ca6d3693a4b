package org.emodna.features;

import org.emodna.audio.AudioClip;
import org.emodna.audio.LevelMeter;
import org.emodna.audio.SignalQuality;

/** Measures how much speech is in clips. Thread-safe. */
public final class SpeechMeter implements AutoCloseable {
  /** Measures a clip. */
  public SpeechContent measure(AudioClip clip) {
    LevelMeter meter = new LevelMeter();
    meter.add(clip.samples(), clip.samples().length, clip.sampleRate());
    SignalQuality quality = SignalQuality.of(meter, 0, clip.seconds());
    double speech = quality.speechShare() * clip.seconds();
    return new SpeechContent(speech, speech, quality);
  }

  @Override
  public void close() {}
}
