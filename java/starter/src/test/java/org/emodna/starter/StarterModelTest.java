package org.emodna.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.emodna.audio.AudioClip;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;

/** The file that goes out is the one whose scores are in its card, and it says where it is from. */
class StarterModelTest {
  /** What scripts/starter-model prints. Another file is another model: raise its number. */
  private static final String SHA_256 =
      "747d489973adf5085a8c407896711ac536c53e4efff650641d3c592e1d8a6715";

  @Test
  void itIsTheFileOfTheCard() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(StarterModel.bytes());
    assertEquals(SHA_256, HexFormat.of().formatHex(digest));
    assertTrue(StarterModel.card().contains(SHA_256), "the card is that of another file");
  }

  @Test
  void itSaysWhereItIsFrom() {
    Model model = StarterModel.model();
    assertEquals(List.of("anger", "fear", "happiness", "neutral", "sadness"), model.labels());
    Map<String, String> provenance = model.provenance();
    assertEquals(StarterModel.NAME, provenance.get("name"));
    assertEquals("CC0-1.0", provenance.get("data_licence"));
    assertEquals("408", provenance.get("source_utterances"));
    for (String fact : List.of("CC0-1.0", provenance.get("source_sha256"), "must not be used")) {
      assertTrue(StarterModel.card().contains(fact), fact);
    }
  }

  /** With the CPU's instructions held to AVX2, since others may round differently. */
  @Test
  void itGivesTheSameBits() {
    Model model = StarterModel.model();
    float[] input = new float[model.input().spec().width()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (i * 37 % 19 - 9) / 8f;
    }
    List<String> found = new ArrayList<>();
    try (KernelContext context = KernelContext.open(0, 1, "avx2");
        Classifier classifier = new Classifier(context, model)) {
      for (float one : classifier.classify(input)) {
        found.add(Float.toHexString(one));
      }
    }
    assertEquals(
        List.of(
            "0x1.cbd25ep-3", "0x1.a217b4p-3", "0x1.fcfbc6p-3", "0x1.0f0324p-2", "0x1.dc4f7cp-5"),
        found);
  }

  @Test
  void itRecognisesARecording() {
    float[] samples = new float[2 * 16_000];
    for (int t = 0; t < samples.length; t++) {
      // A voice-like buzz with a falling pitch, loud and soft by turns.
      double phase = 2 * Math.PI * (180 - 20.0 * t / samples.length) * t / 16_000;
      double level = 0.2 + 0.15 * Math.sin(2 * Math.PI * 4 * t / 16_000.0);
      for (int harmonic = 1; harmonic <= 20; harmonic++) {
        samples[t] += (float) (level / harmonic * Math.sin(harmonic * phase));
      }
    }
    try (Recognizer recognizer = StarterModel.load()) {
      Recognition said = recognizer.recognize(AudioClip.of(samples, 16_000, "buzz"));
      assertTrue(said.hasEmotion());
      assertTrue(StarterModel.model().labels().contains(said.emotion()), said.emotion());
    }
  }
}
