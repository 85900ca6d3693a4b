package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.emodna.audio.Outcome;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.FailedInput;
import org.emodna.features.FeatureException;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SpeakerRecognizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description = "Recognises the emotion in audio or video files.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or folders of them.")
  private List<Path> inputs;

  @Option(
      names = "--speakers",
      paramLabel = "one|by-folder",
      description =
          "All files are of one speaker, or those of each folder are: statistics of the speaker's"
              + " voice are gathered from file to file, in their order (default: each file by"
              + " itself). Beside them the model's statistics count for 8 utterances, whatever it was"
              + " trained with. For models that normalise by speaker.")
  private String speakers;

  @Option(names = "--json", description = "Print JSON: a list with an object for each file.")
  private boolean json;

  @Mixin private ModelOption model;
  @Mixin private StoredOption stored;
  @Mixin private RuntimeOptions runtime;

  /** A bar would stand in the way of the results. */
  private static final Progress WARNINGS =
      event -> {
        if (event instanceof Warned warned) {
          System.err.println(Output.warning(warned));
        }
      };

  @Override
  public Integer call() {
    if (speakers != null && !List.of("one", "by-folder").contains(speakers)) {
      throw new EmoDnaException(
          Problem.of("--speakers " + speakers, "is not known").remedy("say one or by-folder"));
    }
    List<Path> files = AudioFiles.below(inputs);
    FileKeys keys = new FileKeys(inputs);
    List<FailedInput> failures = new ArrayList<>();
    List<Map<String, Object>> results = new ArrayList<>();
    try (Recognizer recognizer =
        model.load(
            stored
                .of(Recognizer.builder())
                .device(runtime.choose())
                .threads(runtime.threads)
                .limits(runtime.limits()))) {
      for (Outcome<Recognition> outcome : outcomes(recognizer, files, keys)) {
        if (outcome instanceof Outcome.Failed<Recognition> failed) {
          failures.add(FailedInput.of(PathText.of(failed.path()), failed.exception()));
        } else if (outcome instanceof Outcome.Done<Recognition> done) {
          results.add(json(done));
          Optional<String> reason = done.value().reason();
          reason.ifPresent(text -> failures.add(new FailedInput(PathText.of(done.path()), text)));
          if (!json && reason.isPresent()) {
            System.out.println(
                Output.line(PathText.of(done.path())) + "  -  " + Output.line(reason.get()));
          } else if (!json) {
            System.out.printf(
                "%s  %s  %.3f%n",
                Output.line(PathText.of(done.path())),
                done.value().emotion(),
                done.value().confidence());
          }
        }
      }
    }
    if (json) {
      Output.json(results);
    }
    int exit = Output.failures(failures, files.size());
    // A recording without an emotion has been judged: that is more than nothing.
    return exit == Main.NOTHING_DONE && !results.isEmpty() ? Main.SOME_FAILED : exit;
  }

  private List<Outcome<Recognition>> outcomes(
      Recognizer recognizer, List<Path> files, FileKeys keys) {
    if (speakers == null) {
      return recognizer.recognizeAll(files, keys::of, WARNINGS);
    }
    List<Outcome<Recognition>> outcomes = new ArrayList<>();
    Map<Path, FeatureException> refused = recognizer.sharedEmbeddings(files, keys::of);
    for (Path file : files) {
      Path folder = file.toAbsolutePath().normalize().getParent();
      SpeakerRecognizer speaker =
          recognizer.speaker(speakers.equals("one") || folder == null ? "" : folder.toString());
      if (outcomes.isEmpty() && !speaker.gathers()) {
        System.err.println(
            "warning: the model does not normalise by speaker: each file is judged by itself");
      }
      if (refused.containsKey(file)) {
        outcomes.add(new Outcome.Failed<>(file, refused.get(file)));
        continue;
      }
      try {
        Recognition one = speaker.recognize(file, keys.of(file));
        one.warnings().forEach(warning -> WARNINGS.warn(PathText.of(file), warning.text()));
        outcomes.add(new Outcome.Done<>(file, one));
      } catch (EmoDnaException e) {
        outcomes.add(new Outcome.Failed<>(file, e));
      }
    }
    return outcomes;
  }

  private static Map<String, Object> json(Outcome.Done<Recognition> done) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", PathText.of(done.path()));
    Recognition one = done.value();
    result.put("emotion", one.emotion());
    result.put("confidence", one.hasEmotion() ? one.confidence() : null);
    result.put("probabilities", one.probabilities());
    result.put("reason", one.reason().orElse(null));
    result.put("seconds", one.seconds());
    result.put("seconds_used", one.secondsUsed());
    result.put("speech_share", one.speechShare());
    result.put("warnings", one.warnings());
    return result;
  }
}
