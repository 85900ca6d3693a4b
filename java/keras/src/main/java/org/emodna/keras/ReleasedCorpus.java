package org.emodna.keras;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * A corpus for which TIM-Net's authors published weights, as their code defines it: the classes in
 * the order of the probabilities, and the number of samples, at 22,050 Hz, to which recordings are
 * cropped or padded.
 */
public enum ReleasedCorpus {
  /** Mandarin, six classes. */
  CASIA(88_000, "anger", "fear", "happiness", "neutral", "sadness", "surprise"),
  /** German, seven classes. */
  EMODB(96_000, "anger", "boredom", "disgust", "fear", "happiness", "neutral", "sadness"),
  /** Italian, seven classes. */
  EMOVO(96_000, "anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"),
  /** English dialogues, four classes. */
  IEMOCAP(310_000, "anger", "happiness", "neutral", "sadness"),
  /** North American English, eight classes; the released code calls it RAVDE. */
  RAVDESS(
      110_000, "anger", "calm", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"),
  /** British English, seven classes. */
  SAVEE(130_000, "anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise");

  private final int samples;
  private final List<String> labels;

  ReleasedCorpus(int samples, String... labels) {
    this.samples = samples;
    this.labels = List.of(labels);
  }

  /** Number of samples of an input at 22,050 Hz. */
  public int samples() {
    return samples;
  }

  /** The classes, in the order of the probabilities. */
  public List<String> labels() {
    return labels;
  }

  /**
   * Finds a corpus by its name.
   *
   * @param name in any case; also RAVDE, as the released code has it
   * @throws InvalidArgumentException if there is none; the message lists the names
   */
  public static ReleasedCorpus of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (ReleasedCorpus one : values()) {
      if (one.name().equals(wanted) || (one == RAVDESS && wanted.equals("RAVDE"))) {
        return one;
      }
    }
    throw new InvalidArgumentException(
        Problem.of("corpus '" + name + "'", "no weights of TIM-Net were published for it")
            .remedy(
                "there are "
                    + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
  }
}
