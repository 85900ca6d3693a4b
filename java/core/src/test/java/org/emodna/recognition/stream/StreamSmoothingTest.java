package org.emodna.recognition.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.SignalQuality;
import org.emodna.features.SpeechContent;
import org.emodna.recognition.Recognition;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.SpeechRecognition;
import org.emodna.recognition.stream.SpeechStreamTest.Heard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Speech, silence and speech: what windows show with each kind of smoothing. */
@Timeout(300)
class StreamSmoothingTest {
  private static final StreamFormat FORMAT = StreamFormat.mono(StreamModels.RATE);

  private static final StreamSettings SETTINGS =
      StreamSettings.standard()
          .withWindows(Windows.of(1))
          .withLeastSpeech(LeastSpeech.ofSeconds(0.3));

  private static Recognizer recognizer;

  @BeforeAll
  static void load() {
    recognizer = StreamModels.recognizer("functionals", 1);
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  private static List<WindowResult> heard(Smoothing smoothing) {
    short[] speech = StreamModels.speech();
    Heard heard = new Heard();
    SpeechStream stream = recognizer.open(FORMAT, SETTINGS.withSmoothing(smoothing), heard);
    stream.push(speech);
    stream.push(new short[4 * StreamModels.RATE]);
    stream.push(speech);
    stream.end();
    long judged = heard.results.stream().filter(one -> one.recognition().hasEmotion()).count();
    assertTrue(judged >= 4 && judged <= heard.results.size() - 3, judged + " judged");
    return heard.results;
  }

  /** A window of silence shows no emotion, least of all that of an earlier window. */
  @Test
  void aWindowWithoutAnEmotionShowsNone() {
    for (Smoothing smoothing :
        List.of(Smoothing.none(), Smoothing.mean(3), Smoothing.halfLife(2))) {
      boolean before = false;
      for (WindowResult one : heard(smoothing)) {
        boolean own = one.recognition().hasEmotion();
        before |= own;
        assertEquals(own, one.emotion() != null, smoothing + " " + one);
        assertEquals(own, one.confidence() > 0, smoothing + " " + one);
        if (smoothing.kind() == Smoothing.Kind.NONE) {
          assertEquals(one.recognition().probabilities(), one.smoothed());
          assertEquals(one.recognition().emotion(), one.emotion());
          assertEquals(one.recognition().confidence(), one.confidence());
        } else {
          assertEquals(before, !one.smoothed().isEmpty(), smoothing + " " + one);
        }
      }
    }
  }

  /** In silence the means stay as they are; afterwards half-lives count it, and numbers don't. */
  @Test
  void meansAreOfTheWindowsThatHaveAnEmotion() {
    List<WindowResult> plain = heard(Smoothing.none());
    List<WindowResult> mean = heard(Smoothing.mean(3));
    List<WindowResult> half = heard(Smoothing.halfLife(2));
    for (String label : recognizer.labels()) {
      double[] last = new double[plain.size()];
      int judged = 0;
      double sum = 0;
      double weight = 0;
      double at = 0;
      for (int i = 0; i < plain.size(); i++) {
        WindowResult one = plain.get(i);
        Map<String, Float> own = one.recognition().probabilities();
        if (!own.isEmpty()) {
          last[judged++] = own.get(label);
          double kept = Math.pow(0.5, (one.from() - at) / 2);
          sum = sum * kept + own.get(label);
          weight = weight * kept + 1;
          at = one.from();
        }
        if (judged == 0) {
          assertTrue(half.get(i).smoothed().isEmpty());
          continue;
        }
        double three = 0;
        int count = Math.min(3, judged);
        for (int k = judged - count; k < judged; k++) {
          three += last[k];
        }
        assertEquals((float) (three / count), mean.get(i).smoothed().get(label));
        assertEquals(sum / weight, half.get(i).smoothed().get(label), 1e-6);
      }
    }
  }

  /** After a second of half-life one, the newer of two windows counts double. */
  @Test
  void aHalfLifeIsWhatItSays() {
    ChannelResults results = new ChannelResults(0, 100, Smoothing.halfLife(1));
    assertEquals(1, smoothed(results, 0, 0, Map.of("a", 1f)), 1e-6);
    assertEquals(1 / 3.0, smoothed(results, 1, 100, Map.of("a", 0f)), 1e-6);
    // Three seconds later: (1/8 * 1/2 * 1 + 1/8 * 0 + 1) of (1/16 + 1/8 + 1).
    assertEquals(17 / 19.0, smoothed(results, 2, 400, Map.of("a", 1f)), 1e-6);
  }

  private static double smoothed(
      ChannelResults results, long index, long from, Map<String, Float> probabilities) {
    Recognition recognition =
        new Recognition(
            probabilities, Optional.empty(), new Recognition.Judged(1, 1, 1), List.of());
    SignalQuality quality = new SignalQuality(1, 0, 1, 1, 1, 0, 0, -10);
    SpeechRecognition judged = new SpeechRecognition(recognition, new SpeechContent(1, 1, quality));
    return results
        .add(
            new WindowCutter.Cut(index, from, new float[100]),
            new WindowJudge.Judged("a model", judged))
        .smoothed()
        .get("a");
  }
}
