package org.emodna.recognition.output;

import static org.emodna.recognition.output.TextOutput.attempt;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.base.Problem;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/** An object a result: one a line, or all of them in a list. */
final class JsonResults implements RecognitionWriter {
  private final boolean lines;
  private final JsonGenerator json;

  /** The recording whose object holds the windows that come; null outside one. */
  private String open;

  JsonResults(Writer out, boolean lines) {
    this.lines = lines;
    try {
      // A line ends when its object does, not when the next one begins.
      json =
          new JsonFactoryBuilder().rootValueSeparator((String) null).build().createGenerator(out);
      if (!lines) {
        json.writeStartArray();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a generator begins without writing", e);
    }
  }

  @Override
  public void recording(String name, Recognition one) {
    attempt(
        () -> {
          begin(name);
          recognition(one);
          json.writeNumberField("seconds", one.seconds());
          json.writeNumberField("seconds_used", one.secondsUsed());
          json.writeNumberField("speech_share", one.speechShare());
          warnings(one);
          end();
        });
  }

  @Override
  public void window(String name, WindowResult window) {
    attempt(
        () -> {
          if (lines) {
            begin(name);
          } else {
            enter(name);
            json.writeStartObject();
          }
          json.writeNumberField("channel", window.channel());
          json.writeNumberField("window", window.index());
          json.writeNumberField("from", window.from());
          json.writeNumberField("to", window.to());
          json.writeNumberField("speech_seconds", window.speechSeconds());
          recognition(window.recognition());
          answer("smoothed_", window.emotion(), window.confidence());
          probabilities("smoothed", window.smoothed());
          warnings(window.recognition());
          end();
        });
  }

  @Override
  public void ended(String name, StreamSummary summary, Optional<Problem> failure) {
    attempt(
        () -> {
          if (lines) {
            begin(name);
          } else {
            enter(name);
            json.writeEndArray();
            open = null;
          }
          json.writeFieldName("summary");
          summary(summary);
          if (failure.isPresent()) {
            json.writeStringField("error", TextOutput.text(name, failure.get()));
          }
          end();
        });
  }

  @Override
  public void failed(String name, Problem failure) {
    attempt(
        () -> {
          if (name.equals(open)) {
            json.writeEndArray();
            open = null;
          } else {
            begin(name);
          }
          json.writeStringField("error", TextOutput.text(name, failure));
          end();
        });
  }

  @Override
  public void close() {
    attempt(
        () -> {
          if (!json.isClosed()) {
            leave();
            if (!lines) {
              json.writeEndArray();
              json.writeRaw('\n');
            }
            json.close();
          }
        });
  }

  private void begin(String name) throws IOException {
    leave();
    json.writeStartObject();
    json.writeStringField("file", name);
  }

  private void end() throws IOException {
    json.writeEndObject();
    if (lines) {
      json.writeRaw('\n');
    }
    json.flush();
  }

  /** Into the list of a recording's windows. */
  private void enter(String name) throws IOException {
    if (!name.equals(open)) {
      begin(name);
      json.writeArrayFieldStart("windows");
      open = name;
    }
  }

  /** Out of the object of a recording that nobody has ended. */
  private void leave() throws IOException {
    if (open != null) {
      json.writeEndArray();
      json.writeEndObject();
      open = null;
    }
  }

  private void recognition(Recognition one) throws IOException {
    answer("", one.emotion(), one.confidence());
    probabilities("probabilities", one.probabilities());
    json.writeStringField("reason", one.reason().orElse(null));
  }

  private void answer(String prefix, String emotion, float confidence) throws IOException {
    json.writeStringField(prefix + "emotion", emotion);
    json.writeFieldName(prefix + "confidence");
    if (emotion == null) {
      json.writeNull();
    } else {
      json.writeNumber(confidence);
    }
  }

  private void probabilities(String field, Map<String, Float> values) throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Float> one : values.entrySet()) {
      json.writeNumberField(one.getKey(), one.getValue());
    }
    json.writeEndObject();
  }

  private void warnings(Recognition one) throws IOException {
    json.writeArrayFieldStart("warnings");
    for (AudioWarning warning : one.warnings()) {
      json.writeStartObject();
      json.writeStringField("kind", warning.kind().name());
      json.writeStringField("text", warning.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void summary(StreamSummary summary) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seconds", summary.seconds());
    json.writeArrayFieldStart("channels");
    for (StreamSummary.Channel channel : summary.channels()) {
      json.writeStartObject();
      json.writeNumberField("channel", channel.channel());
      json.writeNumberField("windows", channel.windows());
      json.writeNumberField("judged", channel.judged());
      json.writeNumberField("speech_seconds", channel.speechSeconds());
      String emotion = channel.emotion();
      answer("", emotion, emotion == null ? 0 : channel.probabilities().get(emotion));
      probabilities("probabilities", channel.probabilities());
      json.writeObjectFieldStart("emotions");
      for (Map.Entry<String, Long> one : channel.emotions().entrySet()) {
        json.writeNumberField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("left_over_bytes", summary.leftOverBytes());
    json.writeEndObject();
  }
}
