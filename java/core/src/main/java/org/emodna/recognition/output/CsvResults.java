package org.emodna.recognition.output;

import static org.emodna.recognition.output.TextOutput.attempt;

import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/**
 * A row a result, with a column for each class; what a recording comes to is left to its reader.
 */
final class CsvResults implements RecognitionWriter {
  private static final List<String> RECORDINGS =
      List.of("file", "emotion", "confidence", "reason", "seconds", "seconds_used", "speech_share");
  private static final List<String> WINDOWS =
      List.of(
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
          "smoothed_confidence");

  private final Writer out;
  private final List<String> labels;
  private final List<String> columns;

  CsvResults(Writer out, List<String> labels, boolean windows) {
    this.out = out;
    this.labels = List.copyOf(labels);
    columns = windows ? WINDOWS : RECORDINGS;
    List<String> header = new ArrayList<>(columns);
    header.addAll(labels);
    row(header);
  }

  @Override
  public void recording(String name, Recognition one) {
    List<String> row = new ArrayList<>(List.of(name));
    addAnswer(row, one);
    row.add(number(one.seconds()));
    row.add(number(one.secondsUsed()));
    row.add(number(one.speechShare()));
    addProbabilities(row, one);
    row(row);
  }

  @Override
  public void window(String name, WindowResult window) {
    List<String> row = new ArrayList<>(List.of(name));
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
  public void ended(String name, StreamSummary summary, Optional<Problem> failure) {
    failure.ifPresent(problem -> failed(name, problem));
  }

  @Override
  public void failed(String name, Problem failure) {
    List<String> row = new ArrayList<>(Collections.nCopies(columns.size() + labels.size(), ""));
    row.set(0, name);
    row.set(columns.indexOf("reason"), TextOutput.text(name, failure));
    row(row);
  }

  @Override
  public void close() {
    attempt(out::close);
  }

  private static void addAnswer(List<String> row, Recognition one) {
    row.add(one.hasEmotion() ? one.emotion() : "");
    row.add(one.hasEmotion() ? String.valueOf(one.confidence()) : "");
    row.add(one.reason().orElse(""));
  }

  private void addProbabilities(List<String> row, Recognition one) {
    for (String label : labels) {
      // A model that was swapped in may have other classes.
      Float value = one.probabilities().get(label);
      row.add(value == null ? "" : value.toString());
    }
  }

  /** Seconds to the tenth of a millisecond. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void row(List<String> fields) {
    attempt(
        () -> {
          out.write(fields.stream().map(CsvResults::field).collect(Collectors.joining(",")) + '\n');
          out.flush();
        });
  }

  /** Quoted where a reader would misunderstand it. */
  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
