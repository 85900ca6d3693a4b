package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.emodna.audio.WavStream;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;
import org.emodna.features.Normalisation;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.StreamSpeakers;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** {@code predict --windows}: recordings of any length, or samples as they come. */
final class WindowedPrediction {
  private final Recognizer recognizer;
  private final StreamSettings settings;
  private final String speakers;
  private final PredictionWriter writer;
  private final List<FailedInput> failures;

  /**
   * @param speakers as {@code --speakers} has it; null for none
   * @param failures takes the recordings that failed, and those without an emotion in any window
   */
  WindowedPrediction(
      Recognizer recognizer,
      StreamSettings settings,
      String speakers,
      PredictionWriter writer,
      List<FailedInput> failures) {
    this.recognizer = recognizer;
    this.settings = settings;
    this.speakers = speakers;
    this.writer = writer;
    this.failures = failures;
    if (speakers != null
        && recognizer.model().input().spec().normalisation() != Normalisation.SPEAKER) {
      System.err.println(
          "warning: the model does not normalise by speaker: each window is judged by itself");
    }
  }

  /**
   * Judges recordings, one after the other.
   *
   * @return how many could be read
   */
  int files(List<Path> files) {
    int read = 0;
    for (Path file : files) {
      read += file(file, PathText.of(file));
    }
    return read;
  }

  /**
   * Judges what comes on standard input: samples as they come, where they need no looking ahead.
   *
   * @param samples their format; null where a file comes
   * @return 1, or 0 where nothing could be read
   */
  int standardInput(StreamFormat samples) {
    StandardInput input = new StandardInput(System.in);
    if (samples != null) {
      return stream(input, samples, -1);
    }
    Optional<WavStream> head = input.header();
    if (head.isPresent()) {
      WavStream wav = head.get();
      return stream(
          input, new StreamFormat(wav.sampleRate(), wav.channels(), wav.encoding()), wav.bytes());
    }
    Path file = input.spooled();
    try {
      return file(file, StandardInput.NAME);
    } finally {
      StandardInput.delete(file);
    }
  }

  private int file(Path file, String name) {
    try {
      LongRecognition all =
          recognizer.recognizeLong(
              file,
              settings.withSpeakers(speakers(file)),
              window -> print(name, window),
              PredictCommand.WARNINGS);
      all.failure().ifPresent(e -> failures.add(FailedInput.of(name, e)));
      end(name, all.summary(), all.failure().isEmpty());
      return 1;
    } catch (ClosedOutputException e) {
      throw e;
    } catch (EmoDnaException e) {
      writer.windowsFailed(name);
      failures.add(FailedInput.of(name, e));
      return 0;
    }
  }

  private int stream(StandardInput input, StreamFormat format, long bytes) {
    String name = StandardInput.NAME;
    try (SpeechStream stream =
        recognizer.open(
            format,
            settings.withSpeakers(speakers(StandardInput.DASH)),
            window -> print(name, window))) {
      input.pushTo(stream, bytes);
      StreamSummary summary = stream.end();
      if (summary.leftOverBytes() > 0) {
        System.err.printf(
            "warning: %s: its last %d bytes are no whole frame%n", name, summary.leftOverBytes());
      }
      end(name, summary, true);
      return 1;
    } catch (ClosedOutputException e) {
      throw e;
    } catch (EmoDnaException e) {
      writer.windowsFailed(name);
      failures.add(FailedInput.of(name, e));
      return 0;
    }
  }

  /** Whoever reads the results has gone: samples may come for ever. */
  private static final class ClosedOutputException extends EmoDnaException {
    private static final long serialVersionUID = 1L;

    ClosedOutputException() {
      super(Problem.of("standard output", "can't be written: the reader has closed it"));
    }
  }

  private void print(String name, WindowResult window) {
    writer.window(name, window);
    if (System.out.checkError()) {
      throw new ClosedOutputException();
    }
  }

  /**
   * @param complete whether a reason is still to be given where no window could be judged
   */
  private void end(String name, StreamSummary summary, boolean complete) {
    writer.windowsEnd(name, summary);
    if (complete && summary.channels().stream().allMatch(channel -> channel.judged() == 0)) {
      long windows = summary.channels().stream().mapToLong(channel -> channel.windows()).sum();
      failures.add(
          new FailedInput(name, "none of its %,d windows could be judged".formatted(windows)));
    }
  }

  /** Each channel is a speaker; with a single one, known from recording to recording. */
  private StreamSpeakers speakers(Path file) {
    if (speakers == null) {
      return StreamSpeakers.none();
    }
    return settings.channels().kind() == ChannelChoice.Kind.EACH
        ? StreamSpeakers.ofStream()
        : StreamSpeakers.named(PredictCommand.speaker(speakers, file));
  }
}
