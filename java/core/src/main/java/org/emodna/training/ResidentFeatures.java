package org.emodna.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Gather;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/**
 * The features of all corpora of a set of runs on the device, each corpus once, behind one another.
 * Which of them a replica draws from is said where it draws. No labels are here: what is a source
 * for one replica may be a target for the next.
 */
final class ResidentFeatures {
  private final Stream stream;
  private final int frames;
  private final int coefficients;
  private final int utterances;

  /** Number of each corpus's first utterance. */
  private final Map<FeatureSet, Integer> begins = new IdentityHashMap<>();

  /** [N, T, F] and [N]. */
  private final Tensor data;

  private final Tensor lengths;

  ResidentFeatures(Stream stream, List<Run> runs) {
    this.stream = stream;
    List<FeatureSet> sets = distinct(runs);
    frames = sets.get(0).maxFrames();
    coefficients = sets.get(0).width();
    utterances = sets.stream().mapToInt(FeatureSet::size).sum();
    long each = (long) frames * coefficients;
    data = Tensor.floats(stream.context(), utterances, each);
    lengths = Tensor.zeros(stream.context(), ElementType.INT32, utterances);
    int at = 0;
    for (FeatureSet set : sets) {
      if (set.maxFrames() != frames || set.width() != coefficients) {
        throw new IllegalArgumentException(set.name() + ": features of another shape");
      }
      begins.put(set, at);
      lengths.view(at, set.size()).write(stream, set.lengths());
      for (float[] values : set.values()) {
        data.view(at * each, values.length).write(stream, values);
        at++;
      }
    }
  }

  /** The corpora of the runs, each once. */
  static List<FeatureSet> distinct(List<Run> runs) {
    List<FeatureSet> sets = new ArrayList<>();
    Set<FeatureSet> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Run run : runs) {
      for (FeatureSet set : run.target() == null ? new FeatureSet[] {run.source()} : both(run)) {
        if (known.add(set)) {
          sets.add(set);
        }
      }
    }
    return sets;
  }

  private static FeatureSet[] both(Run run) {
    return new FeatureSet[] {run.source(), run.target()};
  }

  /** T. */
  int frames() {
    return frames;
  }

  /** Elements of one utterance, T F. */
  int width() {
    return frames * coefficients;
  }

  /**
   * The operation that takes rows of each replica's own corpus.
   *
   * @param corpora one for each replica
   * @param plan [R, steps, rows] utterances, numbered within the corpus
   */
  Gather gather(List<FeatureSet> corpora, int rows, Tensor plan, long steps, Tensor step) {
    int groups = corpora.size();
    int[] begin = corpora.stream().mapToInt(begins::get).toArray();
    int[] size = corpora.stream().mapToInt(FeatureSet::size).toArray();
    return new Gather(
            stream,
            Gather.Shape.of(groups, rows, frames, coefficients)
                .withUtterances(utterances)
                .withSteps(steps))
        .plan(plan, step)
        .from(data, lengths)
        .sets(Tensor.of(stream, begin, groups), Tensor.of(stream, size, groups));
  }
}
