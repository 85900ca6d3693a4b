package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureFile;
import org.emodna.features.FeatureLoader;
import org.emodna.features.InputSpec;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normaliser;
import org.emodna.model.ModelInput;
import org.emodna.recognition.SpeechCheck;
import org.emodna.starter.StarterModel;

/** What {@code features --model} writes: what {@code predict} would feed to the network. */
final class ModelFeatures {
  private final ModelInput input;
  private final String sha256;

  private ModelFeatures(ModelInput input, String sha256) {
    this.input = input;
    this.sha256 = sha256;
  }

  /**
   * @param model its file, or the name of the model that comes with the program
   */
  static ModelFeatures of(Path model) {
    ModelInput input = ModelOption.model(model).input();
    if (input.spec().isStored()) {
      throw new EmoDnaException(
          Problem.of(
                  "--model " + model,
                  "takes values that other programs have stored ("
                      + input.spec().names()
                      + "); there is nothing to compute")
              .remedy("read them where they lie"));
    }
    return new ModelFeatures(
        input,
        ModelOption.isStarter(model)
            ? ContentHash.of(StarterModel.bytes())
            : ContentHash.of(model));
  }

  InputSpec spec() {
    return input.spec();
  }

  /** Without the recordings that {@code predict} has no emotion for: these count as failed. */
  static LoadedFeatures judged(List<FeatureLoader.Input> inputs, LoadedFeatures loaded) {
    List<LoadedFeatures.One> each = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      LoadedFeatures.One one = loaded.each().get(i);
      Optional<String> reason =
          one.failure() != null
              ? Optional.empty()
              : SpeechCheck.of(one.quality(), List.of()).reason();
      String name = inputs.get(i).name();
      each.add(
          reason
              .map(
                  why -> new LoadedFeatures.One(null, null, null, null, new FailedInput(name, why)))
              .orElse(one));
    }
    return LoadedFeatures.of(inputs, each);
  }

  /** Normalises as recognition does it for files given one by one, and writes. */
  void write(Path out, LoadedFeatures loaded, FeatureLoader loader) {
    Normaliser normaliser =
        Normaliser.of(input.spec().normalisation(), input.target().orElse(null));
    List<float[]> normalised =
        loaded.features().stream().map(one -> normaliser.apply(one, loader)).toList();
    FeatureFile.write(out, input.spec(), loaded, normalised, sha256);
  }
}
