package org.emodna.training;

import org.emodna.base.Problem;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;

/**
 * A task of a benchmark: learn from one corpus, adapt to another where there is one, recognise
 * recordings. A corpus may be the source of one direction and the target of another; its labels
 * serve only the direction that it is the source of. Any of them may be a part of a larger one.
 *
 * <p>By whose statistics features are normalised:
 *
 * <table>
 * <caption>Statistics by normalisation</caption>
 * <tr><th>recordings</th><th>corpus</th><th>speaker</th></tr>
 * <tr><td>source</td><td>the source's</td><td>each speaker's, within the source</td></tr>
 * <tr><td>target</td><td>the target's</td><td>each speaker's, within the target</td></tr>
 * <tr><td>recognised, not the target</td><td>the target's, or without a target the source's</td>
 *   <td>each speaker's, within the recognised recordings</td></tr>
 * <tr><td>validation</td><td>the source's</td>
 *   <td>each speaker's, within the validation's recordings</td></tr>
 * </table>
 *
 * @param name for people, such as "CASIA>EMODB" or "EMODB fold 03"
 * @param source that labels are learnt from
 * @param target that is adapted to, without labels; null where there is none, as in folds of one
 *     corpus: then only configurations that never use the target can be trained
 * @param recognised whose recordings are predicted; may be the target itself
 * @param validation recordings held back from the source, predicted at the watched epochs; null =
 *     none
 */
public record Direction(
    String name,
    LabelledCorpus source,
    UnlabelledCorpus target,
    UnlabelledCorpus recognised,
    UnlabelledCorpus validation) {
  /**
   * Demands both sides that every direction has.
   *
   * @throws TrainingException if there is no source, or nothing to recognise
   */
  public Direction {
    if (source == null || recognised == null) {
      throw new TrainingException(
          Problem.of("direction '" + name + "'", "needs a source and recordings to recognise"));
    }
  }

  /** Adapts to the very recordings that are recognised: the protocol of cross-corpus work. */
  public static Direction transductive(
      String name, LabelledCorpus source, UnlabelledCorpus target) {
    return new Direction(name, source, target, target, null);
  }

  /** Adapts to nothing: what a model of the source says of other recordings. */
  public static Direction withoutTarget(
      String name, LabelledCorpus source, UnlabelledCorpus recognised) {
    return new Direction(name, source, null, recognised, null);
  }

  /** The same with recordings that were held back from the source. */
  public Direction withValidation(UnlabelledCorpus heldBack) {
    return new Direction(name, source, target, recognised, heldBack);
  }

  /** Whether what is recognised is what is adapted to: the same recordings. */
  public boolean recognisesTarget() {
    return target != null
        && (target == recognised
            || target.name().equals(recognised.name())
                && target.items().equals(recognised.items()));
  }
}
