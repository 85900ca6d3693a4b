package org.emodna.recognition;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.emodna.audio.AudioClip;
import org.emodna.base.PathText;
import org.emodna.features.Extraction;
import org.emodna.features.FeatureLoader;
import org.emodna.features.Features;
import org.emodna.features.Normaliser;
import org.emodna.features.SpeechContent;
import org.emodna.features.SpeechMeter;
import org.emodna.features.TooShortException;
import org.emodna.features.UtteranceKey;
import org.emodna.model.Model;
import org.emodna.recognition.stream.Windows;

/** From recordings to the input that a model wants, on the host. Thread-safe. */
final class Preparation implements AutoCloseable {
  private final FeatureLoader loader;
  private final Normaliser normaliser;
  private final SpeechMeter speech = new SpeechMeter();

  /**
   * @param loader of the model's input; closed with this
   */
  Preparation(Model model, FeatureLoader loader) {
    this.loader = loader;
    normaliser = Normaliser.of(loader.input().normalisation(), model.input().target().orElse(null));
  }

  FeatureLoader loader() {
    return loader;
  }

  /** With the statistics of the target that the model was trained for, where it needs any. */
  Normaliser normaliser() {
    return normaliser;
  }

  /** What a recording's features are normalised with; called once for each that can be judged. */
  interface Normalising {
    float[] apply(Features features);
  }

  /** By the statistics that the model has. */
  float[] usual(Features features) {
    return normaliser.apply(features, loader);
  }

  /**
   * @param key what stored values are looked up by; null for the path alone
   */
  Prepared of(Path file, UtteranceKey key, Normalising normalising) {
    return prepared(
        PathText.of(file),
        () -> key == null ? loader.extraction(file) : loader.extraction(file, key),
        normalising);
  }

  /**
   * @param name what messages call it
   */
  Prepared of(byte[] file, String name, Normalising normalising) {
    return prepared(name, () -> loader.extraction(file, name), normalising);
  }

  Prepared of(AudioClip clip, Normalising normalising) {
    return prepared(clip.source(), () -> loader.extraction(clip), normalising);
  }

  /**
   * Likewise of a clip that may be a window of a stream, to which the limits on recordings don't
   * apply.
   */
  Prepared ofWindow(AudioClip clip, Normalising normalising) {
    return clip.seconds() > Windows.MOST_SECONDS
        ? of(clip, normalising)
        : prepared(clip.source(), () -> loader.unlimitedExtraction(clip), normalising);
  }

  /** How much speech there is in a clip. */
  SpeechContent speech(AudioClip clip) {
    return speech.measure(clip);
  }

  private Prepared prepared(String name, Supplier<Extraction> extract, Normalising normalising) {
    Extraction made;
    try {
      made = extract.get();
    } catch (TooShortException e) {
      SpeechCheck check = SpeechCheck.of(e.quality(), e.warnings());
      return Prepared.Settled.without(check.reason().orElse(e.reason()), check, e.quality());
    }
    SpeechCheck check = SpeechCheck.of(made.quality(), made.warnings());
    if (check.reason().isPresent()) {
      return Prepared.Settled.without(check.reason().get(), check, made.quality());
    }
    float[] features = normalising.apply(made.features());
    return new Prepared.Waiting(name, features, made.quality(), check);
  }

  @Override
  public void close() {
    speech.close();
    loader.close();
  }
}
