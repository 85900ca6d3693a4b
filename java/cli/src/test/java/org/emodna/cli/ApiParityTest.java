package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Whatever the command line does, a program can do: each command and option with its Java. */
class ApiParityTest {
  /**
   * Types and methods of the public API, below org.emodna; an option of several commands stands
   * once where it means the same. What is the command line's alone begins with "only here".
   */
  private static final String TABLE =
      """
      demo                        | synthesis.SyntheticCorpus.write, training.Training.builder
      demo --dir                  | synthesis.SyntheticCorpus.write
      demo --epochs               | config.TrainingConfig.withEpochs
      scan                        | corpus.CorpusScan.of
      scan PARAMETERS             | corpus.Corpus.open
      scan --json                 | corpus.ScanReport.warnings
      features                    | features.FeatureLoader.load
      features PARAMETERS         | corpus.AudioFiles.below
      features --out              | features.FeatureFile.write
      features --streams          | features.FeatureSettings.withStreams
      features --functionals      | features.FeatureFile.toCsv
      features --recipe           | features.FunctionalsStream$Settings.recipe
      features --dialect          | features.MfccStream$Settings.all
      features --model            | model.Model.input, features.Normaliser.apply, recognition.SpeechCheck.of, features.FeatureFile.write
      features --framing          | features.FeatureSettings.withFraming
      export                      | onnx.OnnxFile.write
      export --model              | model.ModelFile.load
      export --out                | onnx.OnnxFile.write
      export --json               | model.ModelFile.metadata
      import                      | keras.ReleasedTimNet.read
      import --weights            | keras.ReleasedTimNet.read
      import --corpus             | keras.ReleasedCorpus.of
      import --labels             | keras.ReleasedTimNet.read
      import --samples            | keras.ReleasedTimNet.read
      import --out                | model.ModelFile.save
      embeddings                  | features.stored.EmbeddingStore.match
      embeddings --corpus         | corpus.Corpus.openUnlabelled
      embeddings --embeddings     | features.stored.EmbeddingStore.open
      embeddings --embedding-keys | features.stored.EmbeddingStore.open
      embeddings --check          | features.stored.EmbeddingStore.broken
      embeddings --json           | features.stored.EmbeddingStore.match
      train                       | training.Training$Builder.run
      train --source              | training.Training$Builder.source
      train --target              | training.Training$Builder.target
      train --out                 | training.Training$Builder.output
      train --method              | config.TrainingConfig.withMethod
      train --config              | config.ConfigFile.read
      train --seed                | config.TrainingConfig.withSeed
      train --seeds               | training.Training$Builder.runSeeds
      train --epochs              | config.TrainingConfig.withEpochs
      train --ensemble            | config.TrainingConfig.withEnsemble
      train --source-reader       | corpus.CorpusOptions$Builder.reader
      train --target-reader       | corpus.CorpusOptions$Builder.reader
      train --json                | evaluation.ScoreFile.write
      train --print-config        | config.ConfigFile.toYaml
      reproduce                   | reproduction.Reproduction$Builder.run
      reproduce --corpora         | protocol.Matrix$Builder.corpora
      reproduce --out             | reproduction.Reproduction$Builder.store
      reproduce --protocol        | protocol.Protocol.named
      reproduce --print-protocol  | protocol.Protocol.text
      reproduce --methods         | protocol.Columns.of
      reproduce --directions      | protocol.Matrix$Builder.directions
      reproduce --seeds           | protocol.Matrix$Builder.seeds
      reproduce --tracks          | protocol.Matrix$Builder.tracks
      reproduce --config          | protocol.Matrix$Builder.settings
      reproduce --epochs          | config.TrainingConfig.withEpochs
      reproduce --shard           | reproduction.Reproduction$Builder.shard
      reproduce --at-once         | reproduction.Reproduction$Builder.atOnce
      reproduce --watched-epochs  | reproduction.Reproduction$Builder.watchedEpochs
      reproduce --embeddings      | reproduction.Reproduction$Builder.embeddings
      reproduce --keep-models     | reproduction.Reproduction$Builder.keepModels
      reproduce --plan-only       | reproduction.Reproduction$Builder.outlook
      reproduce --no-report       | report.ReportWriter.write
      reproduce --corpus-readers  | protocol.Matrix$Builder.readers
      report                      | report.ReportBuilder.build, report.tables.Tables.of, report.page.PageWriter.output
      report PARAMETERS           | report.ReportBuilder.of
      report --out                | report.ReportWriter.write
      report --compare            | report.ReportBuilder.compare
      evaluate                    | recognition.Recognizer.recognize, evaluation.Target.scorer
      evaluate --model            | recognition.Recognizer.load
      evaluate --corpus           | corpus.Corpus.open
      evaluate --statistics       | recognition.Recognizer.recognize
      evaluate --json             | evaluation.ScoreFile.write
      predict                     | recognition.Recognizer.recognizeAll
      predict PARAMETERS          | corpus.AudioFiles.below
      predict --model             | recognition.Recognizer.load
      predict --speakers          | recognition.Recognizer.speaker
      predict --json              | recognition.output.RecognitionWriter.json
      predict --format            | recognition.output.RecognitionWriter.jsonLines, recognition.output.RecognitionWriter.csv, recognition.output.RecognitionWriter.windowCsv, recognition.output.RecognitionWriter.srt, recognition.output.RecognitionWriter.vtt
      predict --samples           | recognition.Recognizer.open, recognition.stream.SpeechStream.push
      predict --windows           | recognition.Recognizer.recognizeLong
      predict --window            | recognition.stream.StreamSettings.withWindows
      predict --hop               | recognition.stream.Windows.withHop
      predict --smoothing         | recognition.stream.StreamSettings.withSmoothing
      predict --least-speech      | recognition.stream.StreamSettings.withLeastSpeech
      predict --channels          | recognition.stream.StreamSettings.withChannels
      bench                       | benchmarks.Benchmarks.run
      bench PARAMETERS            | benchmarks.Benchmarks.names
      bench --audio               | benchmarks.Benchmarks.run
      bench --runs                | benchmarks.Benchmarks.run
      bench --seconds             | benchmarks.Benchmarks.run
      bench --threads             | benchmarks.Benchmarks.run
      bench --device              | benchmarks.Benchmarks.run
      bench --json                | benchmarks.Benchmarks.toJson
      bench --precision           | benchmarks.Benchmarks.run
      bench --out                 | only here: the same JSON in a file
      doctor                      | kernels.DeviceChoice.of, kernels.NativesFolder.current, audio.AudioLibrary.version
      doctor --deep               | gpu.KernelVerification.of
      help                        | only here: it is about the command line
      help PARAMETERS             | only here: it is about the command line
      --help                      | only here: it is about the command line
      --version                   | kernels.NativeLibrary.version
      --extensions                | base.Extensions.use
      --device                    | training.Training$Builder.device
      --threads                   | training.Training$Builder.threads
      --max-minutes               | audio.DecodeLimits.withMaxSeconds
      --max-mib                   | audio.DecodeLimits.withMaxBytes
      --any-container             | audio.DecodeLimits.withAnyContainer
      --no-cache                  | training.Training$Builder.cache
      --cache-limit               | features.FeatureCache.bytes
      --resume                    | training.Training$Builder.resume
      --restart                   | training.Training$Builder.restart
      --corpus-reader             | corpus.CorpusOptions$Builder.reader
      --layout                    | corpus.CorpusOptions$Builder.layout
      --label-column              | corpus.CorpusOptions$Builder.labelColumns
      --embeddings                | recognition.Recognizer$Builder.embeddings
      --embedding-keys            | recognition.Recognizer$Builder.embeddings
      """;

  private static final String ONLY_HERE = "only here: ";

  private static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    TABLE
        .lines()
        .map(line -> line.split("\\|", 2))
        .forEach(
            row -> assertEquals(null, table.put(row[0].strip(), row[1].strip()), row[0].strip()));
    return table;
  }

  @Test
  void everyCommandAndOptionHasItsJava() {
    Map<String, String> table = table();
    TreeSet<String> missing = new TreeSet<>();
    TreeSet<String> unused = new TreeSet<>(table.keySet());
    CommandLine main = new CommandLine(Main.class);
    main.getSubcommands()
        .forEach(
            (name, command) -> {
              find(name, name, table, missing, unused);
              for (ArgSpec argument : command.getCommandSpec().args()) {
                String option =
                    argument instanceof OptionSpec spec ? spec.longestName() : "PARAMETERS";
                String own = name + " " + option;
                find(own, table.containsKey(own) ? own : option, table, missing, unused);
              }
            });
    for (OptionSpec option : main.getCommandSpec().options()) {
      find("emodna " + option.longestName(), option.longestName(), table, missing, unused);
    }
    assertEquals(new TreeSet<>(), missing, "name the type and method of the API that do the same");
    assertEquals(new TreeSet<>(), unused, "there is no such command or option");
  }

  private static void find(
      String what,
      String key,
      Map<String, String> table,
      TreeSet<String> missing,
      TreeSet<String> unused) {
    if (table.containsKey(key)) {
      unused.remove(key);
    } else {
      missing.add(what);
    }
  }

  @Test
  void whatTheTableNamesIsThereAndPublic() {
    List<String> wrong = new ArrayList<>();
    table()
        .forEach(
            (what, api) -> {
              if (!api.startsWith(ONLY_HERE)) {
                Arrays.stream(api.split(", "))
                    .filter(one -> !isPublic(one))
                    .forEach(one -> wrong.add(what + ": " + one));
              }
            });
    assertEquals(List.of(), wrong);
  }

  private static boolean isPublic(String api) {
    int dot = api.lastIndexOf('.');
    try {
      Class<?> type = Class.forName("org.emodna." + api.substring(0, dot));
      String method = api.substring(dot + 1);
      return Modifier.isPublic(type.getModifiers())
          && Stream.of(type.getMethods()).anyMatch(one -> one.getName().equals(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
