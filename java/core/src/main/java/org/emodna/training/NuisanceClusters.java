package org.emodna.training;

import java.util.Arrays;
import java.util.List;
import org.emodna.features.FeatureSet;

/**
 * Clusters of each replica's utterances by what is left of them when the emotion is taken away, as
 * far as it is known: from each vector the mean of its class is subtracted, and {@link KMeans}
 * finds clusters among the rest, in each corpus for itself. They stand for speaker, text and
 * channel, and are found without knowing any of these. Classes are the source's labels, and in the
 * target a teacher's guesses; never the target's own labels, which nothing here could get at.
 * Vectors are those that the teacher sees ({@link TeacherLabels#vectors}).
 *
 * @param sourceCount room for each replica's source, that of the largest
 * @param sources [R, sourceCount], 0 to clusters - 1; 0 behind the end of a source
 * @param targetCount likewise of the targets
 * @param targets [R, targetCount], clusters to 2 clusters - 1, of the target's clusters
 */
record NuisanceClusters(int sourceCount, int[] sources, int targetCount, int[] targets) {

  /**
   * Those of the runs; what is the same for several is found once, as seeds make no difference.
   *
   * @param clusters of each corpus
   * @param classes K
   * @param teacher whose guesses are the target's classes; {@link TeacherLabels#none} takes all of
   *     the target for one class, so that its emotions are clustered with the rest
   * @param check called every now and then; what it throws ends this
   */
  static NuisanceClusters of(
      List<Run> runs, int clusters, int classes, TeacherLabels teacher, Runnable check) {
    NuisanceClusters all = none(runs);
    for (int r = 0; r < runs.size(); r++) {
      int same = TeacherLabels.firstOfSameCorpora(runs, r);
      int source = r * all.sourceCount;
      int target = r * all.targetCount;
      if (same < r) {
        int from = same * all.sourceCount;
        System.arraycopy(all.sources, from, all.sources, source, all.sourceCount);
        from = same * all.targetCount;
        System.arraycopy(all.targets, from, all.targets, target, all.targetCount);
        continue;
      }
      Run run = runs.get(r);
      int[] guesses = Arrays.copyOfRange(teacher.guesses(), target, target + run.target().size());
      int[] own =
          KMeans.clusters(freed(run.source(), run.sourceLabels(), classes), clusters, check);
      System.arraycopy(own, 0, all.sources, source, own.length);
      own = KMeans.clusters(freed(run.target(), guesses, classes), clusters, check);
      for (int i = 0; i < own.length; i++) {
        all.targets[target + i] = clusters + own[i];
      }
    }
    return all;
  }

  /** All of them 0: as much room as they take. */
  static NuisanceClusters none(List<Run> runs) {
    int sources = runs.stream().mapToInt(run -> run.source().size()).max().orElseThrow();
    int targets = runs.stream().mapToInt(run -> run.target().size()).max().orElseThrow();
    return new NuisanceClusters(
        sources,
        new int[Math.multiplyExact(runs.size(), sources)],
        targets,
        new int[Math.multiplyExact(runs.size(), targets)]);
  }

  /** Of each utterance its vector less the mean of its class. */
  static double[][] freed(FeatureSet set, int[] labels, int classes) {
    List<float[]> vectors = TeacherLabels.vectors(set);
    int width = vectors.get(0).length;
    double[][] means = new double[classes][width];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      for (int f = 0; f < width; f++) {
        means[labels[i]][f] += vectors.get(i)[f];
      }
    }
    double[][] freed = new double[labels.length][width];
    for (int i = 0; i < labels.length; i++) {
      for (int f = 0; f < width; f++) {
        freed[i][f] = vectors.get(i)[f] - means[labels[i]][f] / counts[labels[i]];
      }
    }
    return freed;
  }
}
