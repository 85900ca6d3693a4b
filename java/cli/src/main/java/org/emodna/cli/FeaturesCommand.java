package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Section;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.FeatureFile;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureSettings;
import org.emodna.features.FeatureStreamKind;
import org.emodna.features.FeatureStreams;
import org.emodna.features.FunctionalsStream;
import org.emodna.features.InputSpec;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.MfccStream;
import org.emodna.features.Normalisation;
import org.emodna.features.VectorStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "features",
    description =
        "Writes features of audio files: one tensor (frames, width) per file, named by"
            + " its path as given. The metadata names the values, one per line.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE_OR_DIR",
      arity = "1..*",
      description = "Audio files, or folders of them.")
  private List<Path> inputs;

  @Option(
      names = "--out",
      paramLabel = "F.safetensors",
      description = "The file to write; may be left out with --functionals.")
  private Path out;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Write what this model would be given instead: its own streams and framing, normalised."
              + " starter-emodb-1 is the model that comes with EMO-DNA.")
  private Path model;

  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "NAME",
      description =
          "Feature streams, joined frame by frame (default: mfcc); or streams of vectors alone.")
  private List<String> streams;

  @Option(
      names = "--functionals",
      description =
          "Functionals, one vector per file, instead of frames; printed as"
              + " comma-separated values with the name of each.")
  private boolean functionals;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "Recipe of the functionals: functionals-1 or functionals-2 (default).")
  private String recipe;

  @Option(names = "--dialect", description = "MFCC dialect: librosa-0.8 (default), kaldi or htk.")
  private String dialect;

  @Option(
      names = "--framing",
      description =
          "fixed (default for frames: cropped or padded to 100,000 samples) or speech (silence cut"
              + " off at both ends). Vectors are of the whole recording.")
  private String framing;

  @Mixin private DecodeOptions decode;
  @Mixin private CacheOption cache;

  @Override
  public Integer call() {
    if (functionals && streams != null) {
      throw new EmoDnaException("--functionals and --streams exclude each other; give one of them");
    }
    requireRecipeOfUse();
    requireModelAlone();
    if (out == null && !functionals) {
      throw new EmoDnaException("--out is missing; name the file to write");
    }
    if (out != null) {
      out = OutputFile.require(out);
    }
    // A tensor a name: what is given twice is there once.
    List<Path> files = AudioFiles.below(inputs).stream().distinct().toList();
    ModelFeatures ofModel = model == null ? null : ModelFeatures.of(model);
    InputSpec input = ofModel == null ? input() : ofModel.spec();
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
      if (ofModel != null) {
        loaded = ModelFeatures.judged(wanted, loaded);
      }
      if (loaded.kept().length > 0 && out != null) {
        if (ofModel == null) {
          FeatureFile.write(out, input, loaded);
        } else {
          ofModel.write(out, loaded, loader);
        }
        System.err.println(out + ": features of " + loaded.kept().length + " files");
      }
      if (functionals) {
        System.out.print(FeatureFile.toCsv(input, loaded));
      }
      return Output.failures(loaded.failures(), files.size());
    }
  }

  /** A recipe must not be passed over in silence: it names functionals, and they must be made. */
  private void requireRecipeOfUse() {
    boolean made = functionals || (streams != null && streams.contains(FunctionalsStream.NAME));
    if (recipe != null && !made) {
      throw new EmoDnaException(
          "--recipe belongs to --functionals; add that, or leave --recipe out");
    }
  }

  /** What a model is given is settled by the model. */
  private void requireModelAlone() {
    if (model != null && (functionals || streams != null || dialect != null || framing != null)) {
      throw new EmoDnaException(
          "--model excludes --functionals, --streams, --dialect and --framing: it has its own; give"
              + " one or the others");
    }
  }

  private InputSpec input() {
    List<String> names =
        functionals
            ? List.of(FunctionalsStream.NAME)
            : streams == null ? List.of(MfccStream.NAME) : streams;
    String way = framing;
    if (way == null) {
      way = names.stream().allMatch(this::isVector) ? "speech" : "fixed";
    }
    FeatureSettings settings =
        FeatureSettings.defaults()
            .withStreams(names)
            .withFraming(way)
            .withNormalisation(Normalisation.NONE.label());
    return InputSpec.of(settings, this::settings);
  }

  private boolean isVector(String name) {
    return create(FeatureStreams.of(name)) instanceof VectorStream;
  }

  private <S extends Record> Object create(FeatureStreamKind<S> kind) {
    return kind.create(kind.section().type().cast(settings(kind.section())));
  }

  private Record settings(Section<?> section) {
    return switch (section.name()) {
      case MfccStream.NAME ->
          MfccStream.Settings.all(
              dialect == null ? MfccStream.Settings.defaults().dialect() : dialect);
      case FunctionalsStream.NAME ->
          new FunctionalsStream.Settings(
              recipe == null ? FunctionalsStream.Settings.defaults().recipe() : recipe,
              FunctionalsStream.Settings.defaults().cepstra());
      default -> section.defaults();
    };
  }
}
