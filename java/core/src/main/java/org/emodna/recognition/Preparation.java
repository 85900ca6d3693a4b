package org.emodna.recognition;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.emodna.audio.AudioClip;
import org.emodna.base.PathText;
import org.emodna.features.Extraction;
import org.emodna.features.FeatureLoader;
import org.emodna.features.Normaliser;
import org.emodna.features.TooShortException;
import org.emodna.model.Model;

/** From recordings to the input that a model wants, on the host. Thread-safe. */
final class Preparation implements AutoCloseable {
  private final FeatureLoader loader;
  private final Normaliser normaliser;

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

  Prepared of(Path file) {
    return prepared(PathText.of(file), () -> loader.extraction(file));
  }

  /**
   * @param name what messages call it
   */
  Prepared of(byte[] file, String name) {
    return prepared(name, () -> loader.extraction(file, name));
  }

  Prepared of(AudioClip clip) {
    return prepared(clip.source(), () -> loader.extraction(clip));
  }

  private Prepared prepared(String name, Supplier<Extraction> extract) {
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
    float[] features = normaliser.apply(made.features(), null, loader);
    return new Prepared.Waiting(name, features, made.quality(), check);
  }

  @Override
  public void close() {
    loader.close();
  }
}
