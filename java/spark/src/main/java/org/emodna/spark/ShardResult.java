package org.emodna.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;
import org.emodna.reproduction.ReproductionResult;

/**
 * What a task says of the part that it trained.
 *
 * @param failed runs that came to nothing, by name
 * @param unusable recordings that could not be used
 */
record ShardResult(Map<String, Problem> failed, List<Problem> unusable) implements Serializable {
  static ShardResult of(ReproductionResult result) {
    return new ShardResult(
        new HashMap<>(result.failed()),
        result.unusable().stream().map(FailedInput::problem).toList());
  }
}
