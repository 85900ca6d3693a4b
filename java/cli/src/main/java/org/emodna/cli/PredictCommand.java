package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.emodna.recognition.output.RecognitionWriter;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description =
        "Recognises the emotion in audio or video files, or in what comes on standard input.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files, or folders of them; - is standard input.")
  private List<Path> inputs;

  @Option(
      names = "--speakers",
      paramLabel = "one|by-folder",
      description =
          "All files, or those of each folder, are of one speaker: statistics of the"
              + " speaker's voice are gathered from file to file, in order (default: each file"
              + " by itself). The model's statistics count as 8 further utterances, whatever it"
              + " was trained with. Only for models that normalise by speaker. With --windows,"
              + " from window to window; with --channels each, every channel is a speaker.")
  private String speakers;

  @Option(names = "--json", description = "As --format json.")
  private boolean json;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (default); json, a list with one object per file; jsonl, one object per"
              + " line; csv; with --windows also srt or vtt, subtitles of one recording.")
  private PredictionFormat format;

  @Option(
      names = "--samples",
      paramLabel = "RATE[:CHANNELS[:ENCODING]]",
      converter = SamplesOption.class,
      description =
          "Standard input is samples without a header, judged in windows as they arrive:"
              + " RATE[:CHANNELS[:ENCODING]], ENCODING being s16le (default), s16be, f32le,"
              + " mulaw or alaw; such as 8000:1:mulaw.")
  private StreamFormat samples;

  @Mixin private ModelOption model;
  @Mixin private WindowOptions windows;
  @Mixin private StoredOption stored;
  @Mixin private RuntimeOptions runtime;

  /** A bar would stand in the way of the results. */
  static final Progress WARNINGS =
      event -> {
        if (event instanceof Warned warned) {
          System.err.println(Output.warning(warned));
        }
      };

  @Override
  public Integer call() {
    check();
    boolean piped = inputs.contains(StandardInput.DASH);
    boolean inWindows = windows.inUse() || samples != null;
    List<Path> files = piped ? inputs : AudioFiles.below(inputs);
    if (format.isSubtitles() && files.size() > 1) {
      throw new EmoDnaException(
          Problem.of("--format " + format, "has no place for several recordings")
              .remedy("give one recording at a time, or use csv or jsonl"));
    }
    StreamSettings settings = windows.settings();
    List<FailedInput> failures = new ArrayList<>();
    StandardInput input = piped ? new StandardInput(System.in) : null;
    Thread user = Thread.currentThread();
    try (StoppablePrediction stoppable =
            piped || inWindows
                ? new StoppablePrediction(piped ? input::end : user::interrupt)
                : null;
        Recognizer recognizer =
            model.load(
                stored
                    .of(Recognizer.builder())
                    .device(runtime.choose())
                    .threads(runtime.threads)
                    .limits(runtime.limits()))) {
      RecognitionWriter writer =
          format.writer(System.out, recognizer.labels(), inWindows, settings.channels());
      int judged;
      if (inWindows) {
        WindowedPrediction prediction =
            new WindowedPrediction(recognizer, settings, speakers, writer, failures);
        judged = piped ? prediction.standardInput(input, samples) : prediction.files(files);
      } else {
        judged =
            piped
                ? whole(recognizer, input, writer, failures)
                : whole(recognizer, files, writer, failures);
      }
      writer.close();
      int exit = Output.failures(failures, files.size());
      // A recording without an emotion has been judged: that is more than nothing.
      return exit == Main.NOTHING_DONE && judged > 0 ? Main.SOME_FAILED : exit;
    }
  }

  private void check() {
    if (speakers != null && !List.of("one", "by-folder").contains(speakers)) {
      throw new EmoDnaException(
          Problem.of("--speakers " + speakers, "is not known").remedy("say one or by-folder"));
    }
    if (json && format != null && format != PredictionFormat.JSON) {
      throw new EmoDnaException(
          Problem.of("--json", "is --format json").remedy("give one of the two"));
    }
    if (format == null) {
      format = json ? PredictionFormat.JSON : PredictionFormat.TEXT;
    }
    boolean piped = inputs.contains(StandardInput.DASH);
    if (piped && inputs.size() > 1) {
      throw new EmoDnaException(
          Problem.of("-", "is standard input, which is one recording")
              .remedy("give files in a call of their own, or ./- for a file of that name"));
    }
    if (samples != null && !piped) {
      throw new EmoDnaException(
          Problem.of("--samples", "says what standard input brings")
              .remedy("give - in place of files"));
    }
    if (format.isSubtitles() && !windows.inUse() && samples == null) {
      throw new EmoDnaException(
          Problem.of("--format " + format, "shows windows").remedy("give --windows, too"));
    }
  }

  /** Standard input as one recording; how many were judged. */
  private int whole(
      Recognizer recognizer,
      StandardInput input,
      RecognitionWriter writer,
      List<FailedInput> failures) {
    byte[] content = input.content(runtime.limits());
    Recognition one =
        speakers == null
            ? recognizer.recognize(content, StandardInput.NAME)
            : recognizer.speaker("").recognize(content, StandardInput.NAME);
    one.warnings().forEach(warning -> WARNINGS.warn(StandardInput.NAME, warning.text()));
    judged(StandardInput.NAME, one, writer, failures);
    return 1;
  }

  /** Each file as one recording; how many were judged. */
  private int whole(
      Recognizer recognizer,
      List<Path> files,
      RecognitionWriter writer,
      List<FailedInput> failures) {
    int judged = 0;
    for (Outcome<Recognition> outcome : outcomes(recognizer, files, new FileKeys(inputs))) {
      if (outcome instanceof Outcome.Failed<Recognition> failed) {
        String name = PathText.of(failed.path());
        FailedInput failure = FailedInput.of(name, failed.exception());
        failures.add(failure);
        writer.failed(name, OptionNames.in(failure.problem()));
      } else if (outcome instanceof Outcome.Done<Recognition> done) {
        judged(PathText.of(done.path()), done.value(), writer, failures);
        judged++;
      }
    }
    return judged;
  }

  private static void judged(
      String name, Recognition one, RecognitionWriter writer, List<FailedInput> failures) {
    Optional<String> reason = one.reason();
    reason.ifPresent(text -> failures.add(new FailedInput(name, text)));
    writer.recording(name, one);
  }

  private List<Outcome<Recognition>> outcomes(
      Recognizer recognizer, List<Path> files, FileKeys keys) {
    if (speakers == null) {
      return recognizer.recognizeAll(files, keys::of, WARNINGS);
    }
    List<Outcome<Recognition>> outcomes = new ArrayList<>();
    Map<Path, FeatureException> refused = recognizer.sharedEmbeddings(files, keys::of);
    for (Path file : files) {
      SpeakerRecognizer speaker = recognizer.speaker(speaker(speakers, file));
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

  /** Whose voice a file has. */
  static String speaker(String speakers, Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return speakers.equals("one") || folder == null ? "" : folder.toString();
  }
}
