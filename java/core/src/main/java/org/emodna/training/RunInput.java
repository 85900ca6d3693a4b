package org.emodna.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.features.InputSpec;

/**
 * How a configuration's input is made, known by its text, which is compared for thousands of runs.
 *
 * @param text of the whole way
 * @param beforeNormalisation likewise without the normalisation, which is done to what was loaded
 */
record RunInput(InputSpec spec, String text, String beforeNormalisation) {
  static RunInput of(TrainingConfig config) {
    InputSpec spec = config.input();
    ObjectNode json = spec.toJson();
    String text = json.toString();
    json.remove(List.of("normalisation", "speaker_prior"));
    return new RunInput(spec, text, json.toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunInput that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
