package org.example.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emodna.recognition.Recognition;

/**
 * What a recording was recognised as, as JSON has it.
 *
 * @param emotion null where there is too little sound to judge
 * @param reason why there is no emotion; null where there is one
 * @param probabilities of all classes, adding up to 1; empty where there is no emotion
 * @param seconds length of the recording
 * @param speechShare share of what was judged that is speech by its energy
 * @param model version of the model that has judged
 */
record Answer(
    String emotion,
    float confidence,
    Map<String, Float> probabilities,
    String reason,
    double seconds,
    double secondsUsed,
    double speechShare,
    List<Warning> warnings,
    String model) {

  /** What to know before the result is believed. */
  record Warning(String kind, String text) {}

  static Answer of(Recognition recognition, ModelInfo model) {
    return new Answer(
        recognition.emotion(),
        recognition.confidence(),
        recognition.probabilities(),
        recognition.reason().orElse(null),
        recognition.seconds(),
        recognition.secondsUsed(),
        recognition.speechShare(),
        recognition.warnings().stream()
            .map(one -> new Warning(one.kind().name().toLowerCase(Locale.ROOT), one.text()))
            .toList(),
        model.version());
  }
}
