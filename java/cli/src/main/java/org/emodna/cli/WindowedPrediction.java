package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.emodna.audio.AudioException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.features.FailedInput;
import org.emodna.features.Normalisation;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.output.RecognitionWriter;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.StreamSpeakers;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowListener;

/** {@code predict --windows}: recordings of any length, or samples as they come. */
final class WindowedPrediction {
  private final Recognizer recognizer;
  private final StreamSettings settings;
  private final String speakers;
  private final RecognitionWriter writer;
  private final List<FailedInput> failures;

  /**
   * @param speakers as {@code --speakers} has it; null for none
   * @param failures takes the recordings that failed, and those without an emotion in any window
   */
  WindowedPrediction(
      Recognizer recognizer,
      StreamSettings settings,
      String speakers,
      RecognitionWriter writer,
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
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      read += file(file, PathText.of(file));
    }
    return read;
  }

  /**
   * Judges what comes on standard input, as it comes.
   *
   * @param samples their format; null where a file comes
   * @return 1, or 0 where nothing could be read
   */
  int standardInput(StandardInput input, StreamFormat samples) {
    String name = StandardInput.NAME;
    StreamSettings chosen = settings.withSpeakers(speakers(StandardInput.DASH));
    WindowListener listener = window -> writer.window(name, window);
    return attempt(
        name,
        () ->
            samples == null
                ? recording(input, chosen, listener)
                : samples(input, recognizer.open(samples, chosen, listener)));
  }

  private int recording(StandardInput input, StreamSettings chosen, WindowListener listener) {
    String name = StandardInput.NAME;
    try {
      LongRecognition all =
          recognizer.recognizeLong(
              input.stream(), name, chosen, listener, PredictCommand.WARNINGS);
      return ended(name, all.summary(), all.failure().or(input::failure));
    } catch (AudioException e) {
      // Too little came for an audio file.
      throw input.failure().orElse(e);
    }
  }

  private int file(Path file, String name) {
    StreamSettings chosen = settings.withSpeakers(speakers(file));
    WindowListener listener = window -> writer.window(name, window);
    return attempt(
        name,
        () -> {
          LongRecognition all =
              recognizer.recognizeLong(file, chosen, listener, PredictCommand.WARNINGS);
          return ended(name, all.summary(), all.failure());
        });
  }

  private int samples(StandardInput input, SpeechStream stream) {
    try (stream) {
      Optional<EmoDnaException> failure = input.pushTo(stream);
      StreamSummary summary = stream.end();
      if (windows(summary) == 0) {
        throw failure.orElseGet(input::empty);
      }
      if (failure.isEmpty() && summary.leftOverBytes() > 0) {
        System.err.printf(
            "warning: %s: its last %d bytes are no whole frame%n",
            StandardInput.NAME, summary.leftOverBytes());
      }
      return ended(StandardInput.NAME, summary, failure);
    }
  }

  /** A recording that fails stops no other. */
  private int attempt(String name, IntSupplier recognition) {
    try {
      return recognition.getAsInt();
    } catch (ClosedOutputException e) {
      throw e;
    } catch (EmoDnaException e) {
      FailedInput failure = FailedInput.of(name, e);
      failures.add(failure);
      writer.failed(name, OptionNames.in(failure.problem()));
      return 0;
    }
  }

  /** A recording's windows have been printed, whether or not it could be read to its end. */
  private int ended(String name, StreamSummary summary, Optional<EmoDnaException> failure) {
    Optional<FailedInput> failed = failure.map(e -> FailedInput.of(name, e));
    writer.ended(name, summary, failed.map(one -> OptionNames.in(one.problem())));
    if (failed.isPresent()) {
      failures.add(failed.get());
    } else if (summary.channels().stream().allMatch(channel -> channel.judged() == 0)) {
      String reason = "none of its %,d windows could be judged".formatted(windows(summary));
      failures.add(new FailedInput(name, reason));
    }
    return 1;
  }

  private static long windows(StreamSummary summary) {
    return summary.channels().stream().mapToLong(StreamSummary.Channel::windows).sum();
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
