package org.emodna.recognition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.SignalQuality;
import org.emodna.features.FeatureException;

/** A recording as far as it gets without the network. */
sealed interface Prepared {
  /**
   * It needs no network: there is too little sound to judge.
   *
   * @param recognition without an emotion
   */
  record Settled(Recognition recognition) implements Prepared {
    static Settled without(String reason, SpeechCheck check, SignalQuality quality) {
      return new Settled(
          new Recognition(Map.of(), Optional.of(reason), judged(quality), check.warnings()));
    }
  }

  /**
   * The network is to judge it.
   *
   * @param name what messages call it
   * @param features normalised, frames x coefficients
   * @param quality how much of the recording they are made of
   * @param check what should be known of it
   */
  record Waiting(String name, float[] features, SignalQuality quality, SpeechCheck check)
      implements Prepared {
    /**
     * What the network says of it.
     *
     * @param labels the classes, in the order of probabilities
     * @param probabilities [classes]
     * @throws FeatureException if they are not numbers
     */
    Recognition judged(List<String> labels, float[] probabilities) {
      Map<String, Float> named = new LinkedHashMap<>();
      for (int i = 0; i < probabilities.length; i++) {
        requireNumber(name, probabilities[i]);
        named.put(labels.get(i), probabilities[i]);
      }
      return new Recognition(named, Optional.empty(), Prepared.judged(quality), check.warnings());
    }
  }

  /** Refuses an answer that is not a number. */
  static void requireNumber(String name, float probability) {
    if (!Float.isFinite(probability)) {
      throw new FeatureException(
          name + ": the model's answer is not a number; its features are out of range");
    }
  }

  private static Recognition.Judged judged(SignalQuality quality) {
    return new Recognition.Judged(quality.seconds(), quality.secondsUsed(), quality.speechShare());
  }
}
