package org.emodna.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.recognition.stream.ChannelChoice;
import org.emodna.recognition.stream.LeastSpeech;
import org.emodna.recognition.stream.Smoothing;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.Windows;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which windows of a recording are judged, and how. Any of the others implies {@code --windows}.
 */
final class WindowOptions {
  private static final Pattern SMOOTHING = Pattern.compile("(mean|half-life):([0-9.eE+-]+)");

  @Option(
      names = "--windows",
      description =
          "Judge each recording window by window, whatever its length, and then as a whole: the mean of"
              + " the windows, weighted by their speech.")
  private boolean windows;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      description = "Length of a window, 0.1 to 60 (default: 3).")
  private Double seconds;

  @Option(
      names = "--hop",
      paramLabel = "SECONDS",
      description =
          "From the start of one window to the start of the next, 0.01 to 60 (default:"
              + " half a window).")
  private Double hop;

  @Option(
      names = "--smoothing",
      paramLabel = "HOW",
      description = "none, mean:N (of the last N windows) or half-life:SECONDS (default: none).")
  private String smoothing;

  @Option(
      names = "--least-speech",
      paramLabel = "AMOUNT",
      description =
          "Give no emotion to windows with less speech than this: seconds, or a share"
              + " such as 40%% (default: 0).")
  private String leastSpeech;

  @Option(
      names = "--channels",
      paramLabel = "WHICH",
      description =
          "mixed (default), each (every channel by itself, such as the two sides of a"
              + " call), or the number of one channel, from 0.")
  private String channels;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Whether windows are wanted. */
  boolean inUse() {
    return windows
        || seconds != null
        || hop != null
        || smoothing != null
        || leastSpeech != null
        || channels != null;
  }

  /** How they are judged. */
  StreamSettings settings() {
    StreamSettings settings = StreamSettings.standard();
    if (seconds != null || hop != null) {
      double length = seconds == null ? Windows.standard().seconds() : seconds;
      settings = settings.withWindows(new Windows(length, hop == null ? length / 2 : hop));
    }
    if (smoothing != null) {
      settings = settings.withSmoothing(parsedSmoothing());
    }
    if (leastSpeech != null) {
      settings = settings.withLeastSpeech(parsedLeastSpeech());
    }
    if (channels != null) {
      settings = settings.withChannels(parsedChannels());
    }
    return settings;
  }

  private Smoothing parsedSmoothing() {
    if (smoothing.equals("none")) {
      return Smoothing.none();
    }
    Matcher matcher = SMOOTHING.matcher(smoothing);
    if (!matcher.matches()) {
      throw wrong("--smoothing", smoothing, "none, mean:N or half-life:SECONDS");
    }
    double extent = number("--smoothing", matcher.group(2), "a number behind the colon");
    if (matcher.group(1).equals("half-life")) {
      return Smoothing.halfLife(extent);
    }
    if (extent != Math.rint(extent)) {
      throw wrong("--smoothing", smoothing, "a whole number of windows");
    }
    return Smoothing.mean((int) extent);
  }

  private LeastSpeech parsedLeastSpeech() {
    String remedy = "seconds, or a share such as 40%";
    return leastSpeech.endsWith("%")
        ? LeastSpeech.ofShare(
            number("--least-speech", leastSpeech.substring(0, leastSpeech.length() - 1), remedy)
                / 100)
        : LeastSpeech.ofSeconds(number("--least-speech", leastSpeech, remedy));
  }

  private ChannelChoice parsedChannels() {
    return switch (channels) {
      case "mixed" -> ChannelChoice.mixed();
      case "each" -> ChannelChoice.each();
      default -> {
        if (!channels.matches("[0-9]{1,3}")) {
          throw wrong("--channels", channels, "mixed, each or a channel's number, from 0");
        }
        yield ChannelChoice.one(Integer.parseInt(channels));
      }
    };
  }

  private double number(String option, String text, String remedy) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(option, text, remedy);
    }
  }

  private ParameterException wrong(String option, String value, String remedy) {
    return new ParameterException(
        command.commandLine(), "%s '%s' can't be read; give %s".formatted(option, value, remedy));
  }
}
