package org.emodna.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/**
 * A row a result, with a column for each class; what a recording comes to is left to its reader.
 */
final class CsvPredictions implements PredictionWriter {
  private final PrintStream out;
  private final List<String> labels;

  CsvPredictions(PrintStream out, List<String> labels, boolean windows) {
    this.out = out;
    this.labels = labels;
    String[] first =
        windows
            ? new String[] {
              "file",
              "channel",
              "window",
              "from",
              "to",
              "speech_seconds",
              "emotion",
              "confidence",
              "reason",
              "smoothed_emotion",
              "smoothed_confidence"
            }
            : new String[] {
              "file", "emotion", "confidence", "reason", "seconds", "seconds_used", "speech_share"
            };
    List<String> header = new ArrayList<>(Arrays.asList(first));
    header.addAll(labels);
    row(header);
  }

  @Override
  public void recording(String file, Recognition one) {
    List<String> row = new ArrayList<>(List.of(file));
    addAnswer(row, one);
    row.add(number(one.seconds()));
    row.add(number(one.secondsUsed()));
    row.add(number(one.speechShare()));
    addProbabilities(row, one);
    row(row);
  }

  @Override
  public void window(String file, WindowResult window) {
    List<String> row = new ArrayList<>(List.of(file));
    row.add(String.valueOf(window.channel()));
    row.add(String.valueOf(window.index()));
    row.add(number(window.from()));
    row.add(number(window.to()));
    row.add(number(window.speechSeconds()));
    addAnswer(row, window.recognition());
    boolean smoothed = window.emotion() != null;
    row.add(smoothed ? window.emotion() : "");
    row.add(smoothed ? String.valueOf(window.confidence()) : "");
    addProbabilities(row, window.recognition());
    row(row);
  }

  @Override
  public void windowsEnd(String file, StreamSummary summary) {}

  private static void addAnswer(List<String> row, Recognition one) {
    row.add(one.hasEmotion() ? one.emotion() : "");
    row.add(one.hasEmotion() ? String.valueOf(one.confidence()) : "");
    row.add(one.reason().orElse(""));
  }

  private void addProbabilities(List<String> row, Recognition one) {
    for (String label : labels) {
      row.add(one.hasEmotion() ? String.valueOf(one.probabilities().get(label)) : "");
    }
  }

  /** Seconds to the tenth of a millisecond. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void row(List<String> fields) {
    out.println(fields.stream().map(Output::csvField).collect(Collectors.joining(",")));
    out.flush();
  }
}
