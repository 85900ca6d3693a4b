package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.PathText;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSettings;
import org.emodna.features.InputSpec;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.MfccStream;
import org.emodna.features.Normalisation;
import org.emodna.safetensors.SafeTensorsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "features",
    description =
        "Writes features of audio files: one tensor (frames, width) a file, under its path as given.",
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

  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "NAME",
      description = "Feature streams, joined frame by frame (default: mfcc).")
  private List<String> streams = FeatureSettings.defaults().streams();

  @Option(names = "--dialect", description = "Of MFCC: librosa-0.8 (default), kaldi or htk.")
  private String dialect = MfccStream.Settings.defaults().dialect();

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
        FeatureSettings.defaults()
            .withStreams(streams)
            .withFraming(framing)
            .withNormalisation(Normalisation.NONE.label());
    MfccStream.Settings mfcc = MfccStream.Settings.all(dialect);
    InputSpec input =
        InputSpec.of(
            settings,
            section -> section.name().equals(MfccStream.NAME) ? mfcc : section.defaults());
    try (FeatureLoader loader =
        FeatureLoader.builder(input)
            .cache(cache.cache())
            .threads(decode.threads)
            .limits(decode.limits())
            .build()) {
      List<FeatureLoader.Input> wanted = new ArrayList<>();
      files.forEach(file -> wanted.add(new FeatureLoader.Input(PathText.of(file), file, null)));
      LoadedFeatures loaded;
      try (ProgressBarView progress = new ProgressBarView()) {
        loaded = loader.load("features", wanted, progress);
      }
      if (loaded.kept().length > 0) {
        SafeTensorsWriter writer = new SafeTensorsWriter();
        writer.metadata("input", input.toJson().toString());
        input.grid().ifPresent(grid -> writer.metadata("framing", input.framing().canonical(grid)));
        for (int i = 0; i < loaded.kept().length; i++) {
          float[] values = loaded.features().get(i).values();
          writer.add(loaded.ids().get(i), values, values.length / input.width(), input.width());
        }
        writer.write(out);
        System.err.println(out + ": features of " + loaded.kept().length + " files");
      }
      return Output.failures(loaded.failures(), files.size());
    }
  }
}
