package org.example.service.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.emodna.audio.SampleEncoding;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;

/**
 * What the library itself says, by either model: each answer of the service must be that of the
 * model which it names, and each window that of one of them.
 */
final class Expected {
  static final String OPENING = "{\"rate\": 8000, \"encoding\": \"mu-law\"}";

  private final List<byte[]> recordings = new ArrayList<>();
  private final List<Map<String, Float>[]> ofRecordings = new ArrayList<>();
  private final byte[] call = CallClient.muLaw(Fixtures.speech(8));
  private final List<Map<Long, Map<String, Float>>> ofWindows = new ArrayList<>();
  private final List<String> versions = new ArrayList<>();

  @SuppressWarnings({"unchecked", "rawtypes"})
  Expected(Fixtures fixtures, int count) throws IOException {
    for (Path file : fixtures.recordings(count)) {
      recordings.add(Files.readAllBytes(file));
      ofRecordings.add(new Map[2]);
    }
    for (int model = 0; model < 2; model++) {
      versions.add(version(fixtures.model(model)));
      try (Recognizer recognizer = Recognizer.load(fixtures.model(model))) {
        for (int i = 0; i < count; i++) {
          ofRecordings.get(i)[model] =
              recognizer.recognize(recordings.get(i), "expected").probabilities();
        }
        Map<Long, Map<String, Float>> windows = new HashMap<>();
        StreamFormat format = new StreamFormat(8000, 1, SampleEncoding.MU_LAW);
        try (SpeechStream stream =
            recognizer.open(
                format,
                StreamSettings.standard(),
                one -> windows.put(one.index(), one.recognition().probabilities()))) {
          stream.push(call);
          stream.end();
        }
        ofWindows.add(windows);
      }
    }
  }

  int recordings() {
    return recordings.size();
  }

  byte[] recording(int number) {
    return recordings.get(number);
  }

  /** Samples of a call, mu-law. */
  byte[] call() {
    return call;
  }

  int windows() {
    return ofWindows.get(0).size();
  }

  /** What the service calls a model. */
  private static String version(Path model) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(model)), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  /** Whether an answer is that of the model which it names, to the last bit. */
  boolean isOfRecording(int number, JsonNode answer) {
    int model = versions.indexOf(answer.path("model").asText());
    return model >= 0 && same(answer, ofRecordings.get(number)[model]);
  }

  /** Whether a window of the call is that of one of the models; it names none. */
  boolean isOfWindow(JsonNode answer) {
    long index = answer.path("index").asLong(-1);
    return ofWindows.stream()
        .anyMatch(one -> one.containsKey(index) && same(answer, one.get(index)));
  }

  private static boolean same(JsonNode answer, Map<String, Float> expected) {
    JsonNode probabilities = answer.path("probabilities");
    return probabilities.size() == expected.size()
        && expected.entrySet().stream()
            .allMatch(
                one ->
                    probabilities.path(one.getKey()).floatValue() == one.getValue().floatValue());
  }
}
