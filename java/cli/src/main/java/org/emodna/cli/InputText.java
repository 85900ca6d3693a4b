package org.emodna.cli;

import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.features.InputSpec;

/** Says what a training sees and what reads it, which a configuration may leave to the defaults. */
final class InputText {
  private InputText() {}

  /**
   * One line, such as "input functionals (136 values), encoder functionals".
   *
   * @param config with a normalisation that is decided
   */
  static String of(TrainingConfig config) {
    InputSpec input = config.input();
    List<String> encoders =
        config.roles().stream().map(role -> config.encoder(role).kind()).distinct().toList();
    return "input %s (%d values%s), encoder %s"
        .formatted(
            input.names(),
            input.width(),
            input.isVector() ? "" : " a frame",
            String.join(", ", encoders));
  }
}
