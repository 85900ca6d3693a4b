package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.PathText;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSettings;
import org.emodna.features.LoadedFeatures;
import org.emodna.safetensors.SafeTensorsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "features",
    description =
        "Writes the MFCC of audio files: one tensor (frames, 39) a file, under its path as given.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE_OR_DIR",
      arity = "1..*",
      description = "Audio files, or folders of them.")
  private List<Path> inputs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F.safetensors",
      description = "The file to write.")
  private Path out;

  @Option(names = "--dialect", description = "librosa-0.8 (default), kaldi or htk.")
  private String dialect = "librosa-0.8";

  @Option(
      names = "--framing",
      description =
          "fixed (default: cropped or padded to 100,000 samples) or speech (silence cut off at both"
              + " ends).")
  private String framing = "fixed";

  @Mixin private DecodeOptions decode;
  @Mixin private CacheOption cache;

  @Override
  public Integer call() {
    out = OutputFile.require(out);
    // A tensor a name: what is given twice is there once.
    List<Path> files = AudioFiles.below(inputs).stream().distinct().toList();
    FeatureSettings settings =
        new FeatureSettings(
            dialect,
            framing,
            "none",
            TrainingConfig.defaults().features().maxFrames(),
            FeatureSettings.Padding.MASKED);
    try (FeatureLoader loader = new FeatureLoader(settings, cache.folder(), decode.threads)) {
      List<FeatureLoader.Input> wanted = new ArrayList<>();
      files.forEach(file -> wanted.add(new FeatureLoader.Input(PathText.of(file), file, null)));
      LoadedFeatures loaded;
      try (ProgressBarView progress = new ProgressBarView()) {
        loaded = loader.load("features", wanted, progress);
      }
      if (loaded.kept().length > 0) {
        SafeTensorsWriter writer = new SafeTensorsWriter();
        writer.metadata("dialect", dialect);
        writer.metadata("dialect_hash", loader.dialect().hash());
        writer.metadata("framing", loader.framing().canonical(loader.dialect()));
        for (int i = 0; i < loaded.kept().length; i++) {
          float[] values = loaded.features().get(i).values();
          int coefficients = loader.coefficients();
          writer.add(loaded.ids().get(i), values, values.length / coefficients, coefficients);
        }
        writer.write(out);
        System.err.println(out + ": features of " + loaded.kept().length + " files");
      }
      return Output.failures(loaded.failures(), files.size());
    }
  }
}
