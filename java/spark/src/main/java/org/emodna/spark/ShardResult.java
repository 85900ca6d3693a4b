package org.emodna.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
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
 * @param notStored how many of its runs it has left out of the store, with a reason in {@code
 *     failed}
 */
record ShardResult(Map<String, Problem> failed, List<Problem> unusable, int notStored)
    implements Serializable {
  static ShardResult of(ReproductionResult result) {
    ReproductionResult.Counts counts = result.counts();
    return new ShardResult(
        new HashMap<>(result.failed()),
        new ArrayList<>(result.unusable().stream().map(FailedInput::problem).toList()),
        counts.wanted() - counts.before() - counts.trained());
  }

  /** As Java serialises it: Kryo, which many clusters serialise results with, knows no records. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #toBytes()} gave, in a task of this application. */
  static ShardResult of(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (ShardResult) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
