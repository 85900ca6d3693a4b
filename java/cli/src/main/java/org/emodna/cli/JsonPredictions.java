package org.emodna.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** An object a result: one a line as they come, or all of them in a list at the end. */
final class JsonPredictions implements PredictionWriter {
  private final PrintStream out;
  private final boolean lines;
  private final List<Map<String, Object>> list = new ArrayList<>();

  /** Of the recording at hand; kept for the list alone. */
  private List<Map<String, Object>> windows = new ArrayList<>();

  JsonPredictions(PrintStream out, boolean lines) {
    this.out = out;
    this.lines = lines;
  }

  @Override
  public void recording(String file, Recognition recognition) {
    Map<String, Object> result = of(file);
    putRecognition(result, recognition);
    result.put("seconds", recognition.seconds());
    result.put("seconds_used", recognition.secondsUsed());
    result.put("speech_share", recognition.speechShare());
    result.put("warnings", recognition.warnings());
    add(result);
  }

  @Override
  public void window(String file, WindowResult window) {
    Map<String, Object> result = lines ? of(file) : new LinkedHashMap<>();
    result.put("channel", window.channel());
    result.put("window", window.index());
    result.put("from", window.from());
    result.put("to", window.to());
    result.put("speech_seconds", window.speechSeconds());
    putRecognition(result, window.recognition());
    result.put("smoothed", window.smoothed());
    result.put("warnings", window.recognition().warnings());
    if (lines) {
      add(result);
    } else {
      windows.add(result);
    }
  }

  @Override
  public void windowsEnd(String file, StreamSummary summary) {
    Map<String, Object> result = of(file);
    result.put("summary", summary);
    if (!lines) {
      result.put("windows", windows);
      windows = new ArrayList<>();
    }
    add(result);
  }

  @Override
  public void windowsFailed(String file) {
    if (!lines && !windows.isEmpty()) {
      windowsEnd(file, null);
    }
  }

  @Override
  public void end() {
    if (!lines) {
      out.println(Output.toJson(list));
      out.flush();
    }
  }

  private void add(Map<String, Object> result) {
    if (lines) {
      out.println(Output.toJson(result));
      out.flush();
    } else {
      list.add(result);
    }
  }

  private static Map<String, Object> of(String file) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", file);
    return result;
  }

  private static void putRecognition(Map<String, Object> result, Recognition one) {
    result.put("emotion", one.emotion());
    result.put("confidence", one.hasEmotion() ? one.confidence() : null);
    result.put("probabilities", one.probabilities());
    result.put("reason", one.reason().orElse(null));
  }
}
