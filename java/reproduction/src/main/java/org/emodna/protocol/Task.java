package org.emodna.protocol;

import java.util.List;
import java.util.Locale;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.training.Direction;

/**
 * A row of a table: learn from a source, adapt to a target where there is one, recognise
 * recordings. Training gets {@link #direction()}; the labels of what is recognised and of what is
 * held back stay in the scorers of {@link #recognised()} and {@link #validation()}.
 *
 * @param kind between two corpora, or within one
 * @param ends the corpora
 * @param direction for training
 * @param recognised what is recognised, with its labels
 * @param validation what is held back from the source, with its labels; null = nothing
 */
public record Task(
    Kind kind, Ends ends, Direction direction, Target recognised, Target validation) {
  /** What a task is between. */
  public enum Kind {
    /** Two corpora. */
    DIRECTION,
    /** Parts of one corpus. */
    FOLD;

    /** As files have it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The protocol's names of the corpora; one and the same within a corpus. */
  public record Ends(String source, String target) {}

  /** What it is called, as "CASIA>EMODB" or "EMODB fold 03". */
  public String name() {
    return direction.name();
  }

  /** The classes. */
  public LabelSet labelSet() {
    return direction.source().labelSet();
  }

  /** The classes' names. */
  public List<String> labels() {
    return labelSet().names();
  }

  /** How many recordings are recognised. */
  public int recognisedUtterances() {
    return direction.recognised().size();
  }

  @Override
  public String toString() {
    return name();
  }
}
