package org.emodna.recognition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;
import org.emodna.features.SpeechContent;
import org.emodna.recognition.stream.LeastSpeech;

/**
 * What was recognised in a clip, and how much speech there is in it.
 *
 * @param recognition as without a demand on speech, where there is enough of it; otherwise without
 *     an emotion
 * @param speech by energy and voicing
 */
public record SpeechRecognition(Recognition recognition, SpeechContent speech) {
  /** One that has less speech than was asked for. */
  static SpeechRecognition lacking(SpeechContent speech, LeastSpeech least) {
    String reason =
        String.format(
            Locale.ROOT,
            "too little speech: %.2f s in %.2f s, and %.2f s is the least asked for",
            speech.seconds(),
            speech.quality().seconds(),
            least.in(speech.quality().seconds()));
    return new SpeechRecognition(without(speech, reason), speech);
  }

  /** One that can't be judged. */
  static SpeechRecognition failed(SpeechContent speech, RuntimeException cause) {
    return new SpeechRecognition(without(speech, cause.getMessage()), speech);
  }

  private static Recognition without(SpeechContent speech, String reason) {
    SignalQuality quality = speech.quality();
    List<AudioWarning> warnings = new ArrayList<>();
    AudioWarning.clipped(quality.clippedShare()).ifPresent(warnings::add);
    return new Recognition(
        Map.of(),
        Optional.of(reason),
        new Recognition.Judged(quality.seconds(), quality.secondsUsed(), quality.speechShare()),
        warnings);
  }
}
